import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cli, type Ended, newCli } from "./cli.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

const SEND = "project:shop:events:send";
const SHOP = "https://shop.example.com";
const TEAM = { params: { teamId: "web" } };

let service: Service;
let person: Person;
let cli: Cli;
beforeAll(async () => {
  service = await startService();
  person = await firstPerson(service);
  const { client } = person;
  await client.putCatalogue({ body: { permissions: [{ permission: SEND, publishable: true }] } });
  const environments = ["staging", "production"];
  await client.createProject({ ...TEAM, body: { name: "Web shop", environments } });
  const page = { name: "page", permissions: { projectScope: [SEND] } };
  await client.createRole({ ...TEAM, body: page });
  const restrictions = { enabled: true, projects: ["web-shop"], environments: ["staging"] };
  await client.createRole({ ...TEAM, body: { ...page, name: "staging-page", restrictions } });
  const body = { name: "ada", roleId: "owner", lifetimeSeconds: 3600 };
  const { token } = await client.issueOrgToken({ body });
  cli = await newCli({ KEYWRIGHT_URL: service.url, KEYWRIGHT_TOKEN: token });
});
afterAll(async () => {
  await cli.close();
  await service.stop();
});

const keywright = (...args: string[]) => cli.run([...args, "--team", "web"]);
const tokens = (verb: string, ...args: string[]) => keywright("tokens", verb, ...args);
const issue = (name: string, ...args: string[]) => tokens("issue", "--role", "page", "--name", name, ...args);

function expectRefusal({ code, stdout, stderr }: Ended, exitCode: number, sentence: RegExp): void {
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
  expect(stderr).toMatch(sentence);
}

describe("a publishable token", () => {
  const inProduction = ["--exposure", "publishable", "--environment", "production"];

  test("is refused without an environment, for one that there is not, and beyond what may be published", async () => {
    expectRefusal(await issue("x", "--exposure", "publishable"), 7, /narrowing\.environments/);
    expectRefusal(await issue("x", "--environment", "moon"), 7, /environment 'moon'/);
    expectRefusal(await issue("x", "--allow-origin", SHOP), 7, /narrowing\.allowedOrigins/);
    expectRefusal(await issue("x", ...inProduction, "--allow-origin", `${SHOP}/cart`), 7, /without a path/);
    const owner = await tokens("issue", "--role", "owner", "--name", "x", ...inProduction);
    expectRefusal(owner, 7, /is not flagged publishable/);
    expectRefusal(await issue("x", "--exposure", "open"), 2, /Allowed choices are secret, publishable/);
    expect((await tokens("list", "--search", "x", "--all", "--json")).stdout.trim()).toBe("[]");
  });

  test("shows its value again, alone; a secret one never does", async () => {
    const issued = await issue("shop page", ...inProduction, "--allow-origin", SHOP);
    expect(issued).toMatchObject({ code: 0, stdout: expect.stringMatching(/^eyJ\S+\n$/) });
    const [, id = ""] = /It can be shown again: keywright tokens value (tok_\w+)/.exec(issued.stderr) ?? [];
    expect(issued.stderr).not.toContain("not be shown again");
    for (const given of [id, "shop page"]) {
      expect(await tokens("value", given)).toEqual({ code: 0, stdout: issued.stdout, stderr: "" });
    }
    const rotated = await tokens("rotate", "shop page", "--overlap", "1h");
    expect(rotated.stderr).toContain(`keywright tokens value ${id}`);
    expect((await tokens("value", "shop page")).stdout).toBe(rotated.stdout);

    await issue("kept secret");
    expectRefusal(await tokens("value", "kept secret"), 5, /is a secret, and kept nowhere/);
  });

  test("stands in lists and alone with its exposure, environments and websites", async () => {
    await issue("listed", ...inProduction, "--allow-origin", SHOP);
    const list = await tokens("list", "--exposure", "publishable", "--search", "listed");
    const narrowed = `environments: production · websites: ${SHOP}`;
    expect(list.stdout).toMatch(new RegExp(`^listed +page +${narrowed} +publishable `, "m"));
    expect((await tokens("list", "--exposure", "secret", "--search", "listed")).stdout).toBe("");
    const { stdout } = await tokens("get", "listed");
    expect(stdout).toContain(`Narrowed to  ${narrowed}\n`);
    expect(stdout).toMatch(/^Exposure +publishable$/m);
    const value = (await tokens("value", "listed")).stdout.trim();
    const env = { KEYWRIGHT_TOKEN: value };
    expectRefusal(await cli.run(["whoami"], { env }), 4, /website/);
  });

  test("is allowed on its websites, in its environments, where its exposure is taken; else it is said why", async () => {
    const verify = async (name: string, ...args: string[]) => {
      const stdin = (await tokens("value", name)).stdout;
      const asked = ["--permission", SEND, "--project", "web-shop", "--team", "web", ...args];
      return cli.run(["verify", ...asked], { stdin });
    };
    await issue("checked", ...inProduction, "--allow-origin", SHOP);
    const here = ["--environment", "production", "--origin", SHOP];
    expect(await verify("checked", ...here, "--exposure", "publishable")).toMatchObject({ code: 0 });

    const elsewhere = await verify(
      "checked",
      "--environment",
      "production",
      "--origin",
      "https://evil.example",
    );
    expectRefusal(elsewhere, 10, /Not allowed: origin_not_allowed/);
    expect(elsewhere.stderr).toContain(`may not be used on https://evil.example, but on ${SHOP} alone.`);
    const nowhere = await verify("checked", "--environment", "production");
    expect(nowhere.stderr).toMatch(/origin_not_allowed\n.*\n {2}Say on which it is used: --origin/);

    const secretOnly = await verify("checked", ...here, "--exposure", "secret");
    expectRefusal(
      secretOnly,
      10,
      /wrong_exposure\n {2}It is a publishable token, and a secret one is asked for/,
    );

    const inStaging = await verify("checked", "--environment", "staging", "--origin", SHOP);
    expectRefusal(inStaging, 10, /Not allowed: environment_restricted/);
    expect(inStaging.stderr).toContain("was narrowed when it was issued, to environments: production");
  });

  test("of a role that is limited to environments says which it reaches", async () => {
    const issued = await tokens("issue", "--role", "staging-page", "--name", "limited");
    expect(issued.stderr).toContain("(projects: web-shop · environments: staging)");
    expect((await tokens("get", "limited")).stdout).toMatch(
      /^Reaches +projects: web-shop · environments: staging$/m,
    );
    const whoami = await cli.run(["whoami"], { env: { KEYWRIGHT_TOKEN: issued.stdout.trim() } });
    expect(whoami.stdout).toMatch(/^Reaches +team web \(projects: web-shop · environments: staging\)$/m);
    const asked = ["--permission", SEND, "--project", "web-shop", "--environment", "production"];
    const end = await cli.run(["verify", ...asked, "--exposure", "publishable"], { stdin: issued.stdout });
    expectRefusal(end, 10, /wrong_exposure[^]*--exposure publishable --environment/);
    const refused = await cli.run(["verify", ...asked], { stdin: issued.stdout });
    expectRefusal(
      refused,
      10,
      /environment_restricted\n.*reaches projects: web-shop · environments: staging\./,
    );
    expect(refused.stderr).toMatch(/A role that would allow it: page/);
  });
});

describe("a token that belongs to a person", () => {
  const mine = (...args: string[]) => cli.run(["tokens", "mine", ...args]);
  const personal = async (name: string, ...args: string[]) => {
    const { members } = await person.client.listMembers(TEAM);
    const of = ["--role", "owner", "--owner", "member", "--member", String(members[0]?.id)];
    return tokens("issue", "--name", name, ...of, ...args);
  };

  test("must expire, and says how", async () => {
    const end = await personal("endless", "--expires", "never");
    expectRefusal(end, 7, /must expire[^]*Say when it is to end: --expires 90d/);
  });

  test("is among the person's own, in whatever team, until they revoke it", async () => {
    expect(await personal("laptop", "--expires", "90d")).toMatchObject({ code: 0 });
    const { stdout } = await mine();
    expect(stdout).toMatch(/^laptop +web +owner +- +never +in \d+ (days|months) +active +tok_\w+$/m);
    // The one that the command line itself uses is the organization's.
    expect(stdout).toMatch(/^ada +- +owner /m);
    expect(stdout).not.toContain("shop page");
    await tokens("revoke", "laptop", "--yes");
    expect((await mine()).stdout).not.toContain("laptop");
    expect((await mine("--all")).stdout).toMatch(/^laptop .* revoked +tok_\w+$/m);
  });

  test("is none too many: the answer says where to see them", async () => {
    await keywright("orgs", "edit", "--personal-tokens-max", "1");
    expect((await keywright("orgs", "get")).stdout).toMatch(/^Personal tokens +1 for each member$/m);
    expectRefusal(await personal("one more"), 6, /revoke one: keywright tokens mine/);
    await keywright("orgs", "edit", "--personal-tokens-max", "25");
    expectRefusal(await keywright("orgs", "edit", "--personal-tokens-max", "-1"), 2, /number from 0/);
  });
});

describe("the end of a token", () => {
  test("is seen coming, and what it was is told afterwards", async () => {
    await issue("ending", "--expires", "3d");
    expect((await tokens("list", "--status", "expiring")).stdout).toMatch(/^ending .* in 3 days +expiring /m);
    await tokens("revoke", "ending", "--yes");
    const { stdout } = await tokens("get", "ending");
    expect(stdout).toMatch(/^Status +revoked\nEnded +revoked by ada, (now|\d+ seconds? ago)$/m);
  });

  test("is told by the command line of its own token, once, and of none that was made for a short time", async () => {
    const owner = ["--role", "owner", "--name"];
    const { stdout: short } = await tokens("issue", ...owner, "short", "--expires", "3d");
    const { stdout: long } = await tokens("issue", ...owner, "long", "--expires", "30d");
    const run = (token: string) => cli.run(["whoami", "--json"], { env: { KEYWRIGHT_TOKEN: token.trim() } });
    expect(await run(short)).toMatchObject({ code: 0, stderr: "" });
    expect(await run(long)).toMatchObject({ code: 0, stderr: "" });
    await tokens("edit", "long", "--expires", "2d");
    const warned = await run(long);
    expect(warned.stderr).toMatch(
      /^! The token that you use ends in 2 days \(.*\)\. Put another into KEYWRIGHT_TOKEN.*keywright login\n$/,
    );
    expect(JSON.parse(warned.stdout)).toMatchObject({ principal: { name: "long" } });
  });

  test("is given notice of as the team and the organization say", async () => {
    expectRefusal(
      await keywright("teams", "edit", "web", "--notice-days", "soon"),
      2,
      /such as 14,3, or none/,
    );
    expectRefusal(
      await keywright("teams", "edit", "web", "--notice-connection", "nowhere"),
      5,
      /no connection/,
    );
    await keywright("teams", "edit", "web", "--notice-days", "3,30", "--notice-email", "on");
    const told = /^Before they expire +30 and 3 days before, by e-mail$/m;
    expect((await keywright("teams", "get", "web")).stdout).toMatch(told);
    await keywright("orgs", "edit", "--notice-days", "none");
    expect((await keywright("orgs", "get")).stdout).toMatch(/^Before they expire +nobody is told$/m);
  });
});
