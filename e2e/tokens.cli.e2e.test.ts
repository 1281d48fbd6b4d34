import { createVerifier } from "@keywright/verifier";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { atTerminal, ENTER } from "../packages/cli/test/terminal.ts";
import { type Cli, type Ended, newCli } from "./cli.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

const JWT_LINE = /^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/;
const TEAM = { params: { teamId: "web" } };

let service: Service;
let person: Person;
let cli: Cli;
beforeAll(async () => {
  service = await startService();
  person = await firstPerson(service);
  const { token } = await person.client.issueOrgToken({
    body: { name: "by hand", roleId: "owner", lifetimeSeconds: 3600 },
  });
  cli = await newCli({ KEYWRIGHT_URL: service.url, KEYWRIGHT_TOKEN: token });
  await person.client.createProject({ ...TEAM, body: { name: "Web shop" } });
  await person.client.createRole({
    ...TEAM,
    body: {
      name: "CI deploy",
      permissions: { projectScope: ["project:projects:manage:read"] },
      restrictions: { enabled: true, projects: ["web-shop"] },
    },
  });
});
afterAll(async () => {
  await cli.close();
  await service.stop();
});

const tokens = (verb: string, ...args: string[]) => cli.run(["tokens", verb, "--team", "web", ...args]);
const issue = (name: string, ...args: string[]) =>
  tokens("issue", "--role", "ci-deploy", "--name", name, ...args);
const named = async (name: string) =>
  (await person.client.listTokens({ ...TEAM, query: { all: true, search: name } })).tokens[0];

function expectRefusal({ code, stdout, stderr }: Ended, exitCode: number, sentence: RegExp): void {
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
  expect(stderr).toMatch(sentence);
  expect(stderr.match(/^✗ /gm)).toHaveLength(1);
}

async function verifyingProcess(name: string): Promise<void> {
  const { token } = await person.client.issueOrgToken({
    body: { name, roleId: "owner", lifetimeSeconds: 3600 },
  });
  const verifier = createVerifier({ url: service.url, credential: token, name });
  onTestFinished(() => verifier.close());
  await verifier.start();
}

describe("refused, with nothing done", () => {
  test("without a role or a name, and with a lifetime that is none", async () => {
    expectRefusal(await tokens("issue", "--name", "x"), 2, /--role <role>/);
    expectRefusal(await issue("x", "--expires", "soon"), 2, /Give a time such as 30d/);
    expectRefusal(await issue("x", "--expires", "2026-13-41"), 2, /There is no such day/);
    expect(await named("x")).toBeUndefined();
  });

  test("of a role that there is not", async () => {
    expectRefusal(await tokens("issue", "--role", "nobody", "--name", "x"), 7, /There is no role 'nobody'/);
    expectRefusal(await tokens("issue", "--role", "No Body", "--name", "x"), 5, /no role named No Body/);
  });

  test("by a token that may not: the missing permission is named", async () => {
    const weak = (await issue("weak")).stdout.trim();
    const env = { KEYWRIGHT_TOKEN: weak };
    const end = await cli.run(["tokens", "issue", "--role", "owner", "--name", "x"], { env });
    expectRefusal(end, 4, /The required permission is 'Team > Admin > ApiTokens > Create'/);
  });

  test("a name that nothing has, and one that two have: both are listed, and neither is revoked", async () => {
    expectRefusal(await tokens("revoke", "nothing", "--yes"), 5, /There is no token named nothing/);
    await issue("twice");
    await issue("twice");
    const end = await tokens("revoke", "twice", "--yes");
    expectRefusal(end, 2, /2 tokens are named twice\. Say which, by its id:/);
    const ids = end.stderr.match(/tok_\w+(?= {2}from role ci-deploy)/g) ?? [];
    expect(ids).toHaveLength(2);
    expect(await tokens("revoke", String(ids[0]), "--yes")).toMatchObject({ code: 0 });
    // The other one is the only one of this name now.
    expect(await tokens("revoke", "twice", "--yes")).toMatchObject({ code: 0 });
  });

  test("whatever cannot be undone, in a script that does not say --yes", async () => {
    await issue("kept");
    for (const verb of ["revoke", "rotate"]) {
      expectRefusal(await tokens(verb, "kept"), 2, /kept\. .*1 key stops working.* add --yes/);
    }
    const { active, id } = (await named("kept"))!;
    expect(active).toBe(true);
    const { keys } = await person.client.listKeys({ params: { ...TEAM.params, tokenId: id } });
    expect(keys).toHaveLength(1);
  });

  test("an edit of nothing, and an expiry that is later", async () => {
    await issue("edited", "--expires", "1h");
    expectRefusal(await tokens("edit", "edited"), 2, /Say what to change/);
    expectRefusal(await tokens("edit", "edited", "--expires", "2h"), 7, /expiresAt/);
    expectRefusal(await tokens("edit", "edited", "--expires", "never"), 2, /expire earlier/);
  });
});

test("a token is issued, used, revoked everywhere, and refused", async () => {
  await Promise.all([verifyingProcess("edge-1"), verifyingProcess("edge-2")]);
  const issued = await issue("github-main", "--expires", "30d");
  expect(issued.code).toBe(0);
  expect(issued.stdout).toMatch(JWT_LINE);
  expect(issued.stderr).toMatch(
    /^✓ Issued github-main from role ci-deploy \(projects: web-shop\) · expires \d+ \w+ \d{4}\n {2}It will not be shown again\.\n$/,
  );
  expect(issued.stderr).not.toContain("eyJ");

  const authorization = `Bearer ${issued.stdout.trim()}`;
  const used = () => fetch(`${service.url}/v1/projects`, { headers: { authorization } });
  expect((await used()).status).toBe(200);

  const revoked = await tokens("revoke", "github-main", "--wait", "--yes");
  expect(revoked).toMatchObject({ code: 0, stdout: "" });
  expect(revoked.stderr).toMatch(/^✓ Revoked\. 2 of 2 verifiers confirmed in \d+ ms \(revision \d+\)\.$/m);
  expect((await used()).status).toBe(401);
  const end = await cli.run(["whoami"], { env: { KEYWRIGHT_TOKEN: issued.stdout.trim() } });
  expectRefusal(end, 3, /revoked/);
});

describe("on a terminal", () => {
  test("what a revocation does is said first, and leaving it changes nothing", async () => {
    await issue("asked");
    const left = atTerminal(cli, ["tokens", "revoke", "asked", "--team", "web"]);
    await left.shows(
      /Revoke asked\. 1 key stops working everywhere within a second\. This cannot be undone\./,
    );
    left.type(ENTER);
    expect(await left.ended).toMatchObject({
      code: 130,
      screen: expect.stringContaining("Nothing was done."),
    });
    expect(await named("asked")).toMatchObject({ active: true });

    const done = atTerminal(cli, ["tokens", "revoke", "asked", "--team", "web"]);
    await done.shows(/Leave it/);
    done.type("y");
    expect(await done.ended).toMatchObject({ code: 0, screen: expect.stringMatching(/✓.* Revoked/) });
    expect(await named("asked")).toMatchObject({ active: false });
  });
});

test("what is listed and shown is what the API says", async () => {
  await issue("listed", "--description", "for a test", "--expires", "never");
  const list = await tokens("list", "--search", "listed");
  expect(list.stdout).toMatch(
    /^NAME +ROLE +NARROWED TO +EXPOSURE +OWNER +CREATED BY +LAST USED +EXPIRES +STATUS +TOKEN$/m,
  );
  expect(list.stdout).toMatch(
    /^listed +ci-deploy +- +secret +team +by hand +never +never +active +tok_\w+$/m,
  );
  const token = (await named("listed"))!;
  const json = await tokens("list", "--search", "listed", "--json");
  expect(JSON.parse(json.stdout)).toEqual([token]);
  const one = await tokens("get", "listed", "--json");
  expect(JSON.parse(one.stdout)).toEqual(token);
  const none = await tokens("list", "--search", "nothing like it");
  expect(none).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("No tokens here") });
});

test("a value can go to a file that nobody else can read, and no word is said when none is wanted", async () => {
  const file = join(cli.home, "token");
  const end = await issue("to a file", "--output", file, "--quiet");
  expect(end).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await readFile(file, "utf8")).toMatch(JWT_LINE);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("a token is narrowed as it was asked for", async () => {
  const end = await issue("narrow", "--project", "web-shop", "--allow-ip", "10.0.0.0/8", "--json");
  expect(JSON.parse(end.stdout)).toMatchObject({
    name: "narrow",
    narrowing: { projects: ["web-shop"], allowedIps: ["10.0.0.0/8"] },
    token: expect.stringMatching(/^eyJ/),
  });
});

test("rotation with an overlap leaves both keys, and a key is deleted by its id", async () => {
  const first = (await issue("rotated")).stdout.trim();
  const rotated = await tokens("rotate", "rotated", "--overlap", "1h");
  expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(JWT_LINE) });
  expect(rotated.stderr).toMatch(
    /✓ Rotated rotated to key key_\w+, the other keys end in (60 minutes|1 hour)/,
  );
  const list = await cli.run(["keys", "list", "rotated", "--team", "web", "--json"]);
  const keys: { id: string; expiresAt: string }[] = JSON.parse(list.stdout);
  const [old] = keys.toSorted((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt));
  const end = await cli.run(["keys", "delete", "rotated", old!.id, "--team", "web", "--yes"]);
  expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining(`✓ Deleted key ${old!.id}`) });
  const whoami = (token: string) => cli.run(["whoami"], { env: { KEYWRIGHT_TOKEN: token } });
  expect(await whoami(first)).toMatchObject({ code: 3 });
  expect(await whoami(rotated.stdout.trim())).toMatchObject({ code: 0 });
});

test("rotation by itself is set, shown, stops for want of a sync, and is switched off", async () => {
  await issue("scheduled");
  const rotation = (verb: string, ...args: string[]) =>
    cli.run(["tokens", "rotation", verb, "scheduled", "--team", "web", ...args]);
  expectRefusal(await rotation("set", "--every", "36h"), 2, /Give whole days, such as 30d/);
  expectRefusal(await rotation("set", "--every", "1d", "--overlap", "2d"), 7, /overlapSeconds/);
  expectRefusal(await rotation("start"), 5, /does not rotate by itself/);

  const set = await rotation("set", "--every", "30d", "--quiet-for", "2d");
  expect(set).toMatchObject({ code: 0, stdout: "" });
  expect(set.stderr).toMatch(/^✓ scheduled rotates every 30 days · next in 30 days \(\d+ \w+ \d{4}\)\.$/m);
  expect((await rotation("show")).stdout).toMatch(/Rotation +idle\nEvery +30 days\nNext +in 30 days/);

  expectRefusal(await rotation("start"), 10, /The rotation of scheduled stopped\. No sync delivers/);
  expect(JSON.parse((await rotation("show", "--json")).stdout)).toMatchObject({ code: "no_sync" });
  expectRefusal(await rotation("off"), 2, /The keys that it has stay\..* add --yes/);
  expect(await rotation("off", "--yes")).toMatchObject({ code: 0 });
  expect((await rotation("show")).stdout).toMatch(/Rotation +off/);
});

test("the organization's tokens are named by --org-level, and the use of a token is shown", async () => {
  const list = await cli.run(["tokens", "list", "--org-level", "--json"]);
  const names = JSON.parse(list.stdout).map(({ name }: { name: string }) => name);
  expect(names).toContain("by hand");
  const usage = await cli.run(["usage", "get", "by hand", "--org-level", "--json"]);
  expect(JSON.parse(usage.stdout)).toMatchObject({ groupBy: "hour", totals: expect.any(Array) });
});
