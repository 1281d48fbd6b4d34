import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cli, type Ended, newCli } from "./cli.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

let service: Service;
let person: Person;
let cli: Cli;
beforeAll(async () => {
  service = await startService();
  person = await firstPerson(service);
  cli = await newCli({ KEYWRIGHT_URL: service.url, KEYWRIGHT_TOKEN: await tokenOf("owner") });
  await ok(
    "projects",
    "create",
    "--name",
    "Web shop",
    "--environment",
    "staging",
    "--environment",
    "production",
  );
  await ok("projects", "create", "--name", "Back office", "--environment", "staging");
  await ok(
    "roles",
    "create",
    "--name",
    "CI deploy",
    "--permission",
    "project:secrets:*",
    "--restrict",
    "web-shop",
  );
});
afterAll(async () => {
  await cli.close();
  await service.stop();
});

async function tokenOf(roleId: string): Promise<string> {
  const body = { name: roleId, roleId, lifetimeSeconds: 3600 };
  return (await person.client.issueOrgToken({ body })).token;
}

/** In the team, where the noun belongs to one; elsewhere `--team` means nothing. */
const keywright = (args: readonly string[], stdin?: string) =>
  cli.run([...args, "--team", "web"], stdin === undefined ? {} : { stdin });

async function ok(...args: string[]): Promise<Ended> {
  const end = await keywright(args);
  expect(end, args.join(" ")).toMatchObject({ code: 0 });
  return end;
}

/** What a command answers for machines. */
async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse((await ok(...args, "--json")).stdout) as T;
}

async function refused(exitCode: number, sentence: RegExp, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await keywright(args);
  expect({ code, stdout }, args.join(" ")).toEqual({ code: exitCode, stdout: "" });
  expect(stderr).toMatch(sentence);
}

describe("projects", () => {
  test("one that there is already, one that there is not, one that is not empty", async () => {
    await refused(6, /has a project web-shop already/, "projects", "create", "--name", "Web shop");
    await refused(5, /Not found|not found/, "projects", "get", "nowhere");
    await ok("secrets", "create", "web-shop", "--name", "Full");
    await refused(2, /cannot be undone\..*add --yes/, "projects", "delete", "web-shop");
    await refused(6, /--with-secrets/, "projects", "delete", "web-shop", "--yes");
  });

  test("are found by the name that people see, and what is not given of them stays", async () => {
    await ok("projects", "edit", "Web shop", "--description", "What customers see");
    expect(await json("projects", "get", "web-shop")).toMatchObject({
      description: "What customers see",
      environments: ["staging", "production"],
    });
    await ok("projects", "edit", "back-office", "--environment", "");
    expect(await json("projects", "get", "back-office")).toMatchObject({ environments: [] });
    await ok("projects", "edit", "web-shop", "--description", "");
    expect(await json("projects", "get", "web-shop")).not.toHaveProperty("description");
  });
});

describe("roles", () => {
  interface Role {
    readonly permissions: object;
    readonly restrictions: object;
  }

  test("a permission that no scope has is refused before it is sent", async () => {
    const args = ["roles", "create", "--name", "x", "--permission", "org:admin:roles:read"];
    await refused(2, /org:admin:roles:read is no permission of a team's role/, ...args);
    await refused(7, /project:no:such:thing/, ...args.slice(0, -1), "project:no:such:thing");
  });

  test("an edit that takes away says whom it concerns and asks; one that adds does not", async () => {
    const edit = ["roles", "edit", "CI deploy"];
    await ok(...edit, "--add", "project:projects:manage:read");
    await refused(
      2,
      /takes away project:projects:manage:read, for no tokens and no members at once\..*--yes/,
      ...edit,
      "--remove",
      "project:projects:manage:read",
    );
    await refused(2, /does not hold project:nothing:\*/, ...edit, "--remove", "project:nothing:*");
    const { permissions } = await json<Role>("roles", "get", "ci-deploy");
    expect(permissions).toEqual({
      teamScope: [],
      projectScope: ["project:secrets:*", "project:projects:manage:read"],
    });
  });

  test("to name an environment keeps the projects, to name a project keeps the environments", async () => {
    await ok("roles", "edit", "ci-deploy", "--environment", "staging", "--yes");
    await ok("roles", "edit", "ci-deploy", "--restrict", "back-office", "--yes");
    expect((await json<Role>("roles", "get", "ci-deploy")).restrictions).toEqual({
      enabled: true,
      projects: ["back-office"],
      restrictionMode: "in",
      environments: ["staging"],
    });
    await ok("roles", "edit", "ci-deploy", "--all-environments", "--yes");
    expect((await json<Role>("roles", "get", "ci-deploy")).restrictions).toMatchObject({
      projects: ["back-office"],
      environments: null,
    });
    await ok("roles", "edit", "ci-deploy", "--unrestricted", "--yes");
    expect((await json<Role>("roles", "get", "ci-deploy")).restrictions).toMatchObject({ enabled: false });
  });

  test("a preview does nothing", async () => {
    const preview = await json("roles", "edit", "ci-deploy", "--remove", "project:secrets:*", "--preview");
    expect(preview).toMatchObject({ tokens: 0, members: 0, removed: expect.any(Array) });
    const { permissions } = await json<Role>("roles", "get", "ci-deploy");
    expect(permissions).toMatchObject({ projectScope: expect.arrayContaining(["project:secrets:*"]) });
  });

  test("of the organization reach teams, and projects in them", async () => {
    const place = ["--restrict", "web/web-shop", "--restrict", "web/back-office"];
    await ok("org-roles", "create", "--name", "Shopkeeper", "--permission", "project:secrets:*", ...place);
    const { restrictions } = await json<Role>("org-roles", "get", "Shopkeeper");
    expect(restrictions).toMatchObject({
      enabled: true,
      teams: [{ teamId: "web", restrictions: { enabled: true, projects: ["web-shop", "back-office"] } }],
    });
    const { stdout } = await ok("org-roles", "list");
    expect(stdout).toMatch(/^shopkeeper +Shopkeeper +teams: web \(projects: web-shop, back-office\)/m);
    await ok("org-roles", "delete", "shopkeeper", "--yes");
    await refused(5, /ot found/, "org-roles", "get", "shopkeeper");
  });
});

describe("members", () => {
  test("are invited, hold roles, lose them and leave, by their e-mail address", async () => {
    const bob = "bob@example.com";
    const invited = await ok("members", "invite", bob, "--role", "ci-deploy");
    // The link lets in whoever has it: it is data, and not a word on a screen.
    expect(invited.stdout).toMatch(/^http:\S+\/invite#\S+\n$/);
    expect(invited.stderr).not.toContain("/invite#");
    await ok("roles", "grant", "admin", bob);
    expect((await ok("roles", "members", "admin")).stdout).toMatch(
      /^bob@example\.com +- +invited +mem_\w+$/m,
    );
    expect(await json("members", "get", "BOB@example.com")).toMatchObject({ roles: ["admin", "ci-deploy"] });
    await refused(2, /Take admin from bob@example\.com\..*--yes/, "roles", "ungrant", "admin", bob);
    await ok("roles", "ungrant", "admin", bob, "--yes");
    await ok("members", "remove", bob, "--yes");
    await refused(5, /There is no member named bob@example\.com/, "members", "get", bob);
  });

  test("the last owner stays", async () => {
    const [owner] = await json<{ id: string }[]>("roles", "members", "owner");
    await refused(6, /owner/, "roles", "ungrant", "owner", String(owner?.id), "--yes");
  });
});

describe("secrets", () => {
  beforeAll(async () => {
    await ok("secrets", "create", "web-shop", "--name", "Database", "--environment", "staging");
  });
  const set = async (args: readonly string[], stdin: string) =>
    expect(await keywright(["secrets", "set", "web-shop", "database", ...args], stdin)).toMatchObject({
      code: 0,
    });
  const values = async () => (await ok("secrets", "get", "web-shop", "database")).stdout;

  test("values come from standard input, others stay, and they are nowhere but on standard output", async () => {
    await set([], "PLAIN=1\nQUOTED='two words'\n");
    const difficult = `it's "quoted" \\n and\nlong`;
    await set(["DIFFICULT"], `${difficult}\n`);
    expect(await values()).toBe(`PLAIN=1\nQUOTED='two words'\nDIFFICULT=\`${difficult}\`\n`);
    const one = await ok("secrets", "get", "web-shop", "Database", "DIFFICULT");
    expect(one).toEqual({ code: 0, stdout: `${difficult}\n`, stderr: "" });
    await ok("secrets", "unset", "web-shop", "database", "DIFFICULT", "--yes");
    await set(["--replace", "--yes"], '{"ONLY": "this"}');
    expect(await values()).toBe("ONLY=this\n");
  });

  test("a variable that is not there, input that holds none, and a replacement that was not agreed to", async () => {
    const before = await values();
    await refused(5, /has no variable NOTHING/, "secrets", "get", "web-shop", "database", "NOTHING");
    for (const [args, stdin, exitCode, sentence] of [
      [[], "no variables", 2, /no variable in what was given/],
      [[], "{broken", 2, /not valid JSON/],
      [["--replace"], "A=1", 2, /is gone for good\..*--yes/],
    ] as const) {
      const end = await keywright(["secrets", "set", "web-shop", "database", ...args], stdin);
      expect(end).toMatchObject({ code: exitCode, stdout: "", stderr: expect.stringMatching(sentence) });
      expect(end.stderr).not.toContain("broken");
    }
    expect(await values()).toBe(before);
  });

  test("whoever may list but not read is refused, and told what is missing", async () => {
    await ok("roles", "create", "--name", "Lister", "--permission", "project:secrets:secret-groups:list");
    const token = (await ok("tokens", "issue", "--role", "lister", "--name", "lister")).stdout.trim();
    const env = { KEYWRIGHT_TOKEN: token };
    expect(await cli.run(["secrets", "list", "web-shop"], { env })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^database +Database +secret +staging/m),
    });
    const end = await cli.run(["secrets", "get", "web-shop", "database"], { env });
    expect(end).toMatchObject({ code: 4, stdout: "", stderr: expect.stringContaining("Read Values") });
  });
});

test("the audit log is filtered, shown whole and exported", async () => {
  await ok("roles", "create", "--name", "Audited");
  await ok("roles", "delete", "audited", "--yes");
  const events = await json<{ id: string; action: string }[]>(
    "audit",
    "list",
    "--action",
    "role.*",
    "--after",
    "1h",
  );
  expect(events.length).toBeGreaterThan(2);
  expect(events.every(({ action }) => action.startsWith("role."))).toBe(true);
  expect(await json<object[]>("audit", "list", "--limit", "2")).toHaveLength(2);
  const [first] = events;
  expect(await json("audit", "get", String(first?.id))).toEqual(first);
  const created = await json<object[]>("audit", "list", "--action", "role.create");
  const exported = await ok("audit", "export", "--action", "role.create");
  const lines = exported.stdout.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(created);
  await refused(7, /action/, "audit", "list", "--action", "everything");
  await refused(2, /Projects belong to a team/, "audit", "list", "--org-level", "--project", "web-shop");
});

test("the audit log is followed: what happens is told as it happens, until Ctrl-C", async () => {
  const { child, ended } = cli.start([
    "audit",
    "list",
    "--follow",
    "--json",
    "--team",
    "web",
    "--action",
    "project.*",
  ]);
  let told = "";
  child.stdout.on("data", (text: string) => (told += text));
  const line = once(child.stdout, "data");
  // Whatever was there before is not told; this one may come before it listens, so it is done again and again.
  for (let count = 1; told === ""; count++) {
    await ok("projects", "edit", "web-shop", "--description", `Edit ${count}`);
  }
  await line;
  expect(JSON.parse(told.split("\n")[0] ?? "")).toMatchObject({ action: "project.update", teamId: "web" });
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130 });
  await refused(2, /no end/, "audit", "list", "--follow", "--output", "file");
});

test("a trust rule needs a claim, and is edited and deleted with the word of whoever does it", async () => {
  const rule = [
    ...["trust-rules", "create", "--name", "github-main", "--role", "ci-deploy"],
    ...["--issuer", "https://token.actions.githubusercontent.com", "--audience", "https://keys.example.com"],
  ];
  await refused(2, /whose jobs are meant/, ...rule);
  await refused(7, /repository_id/, ...rule, "--claim-matches", "repository=acme/*");
  await ok(
    ...rule,
    "--claim",
    "repository_id=1",
    "--claim",
    "repository_id=2",
    "--claim-matches",
    "ref=refs/heads/*",
  );
  expect(await json("trust-rules", "get", "github-main")).toMatchObject({
    claims: [
      { claim: "repository_id", equals: ["1", "2"] },
      { claim: "ref", matches: "refs/heads/*" },
    ],
  });
  await ok("trust-rules", "edit", "github-main", "--description", "The main branch");
  await refused(2, /are revoked\..*--yes/, "trust-rules", "edit", "github-main", "--lifetime", "30m");
  await ok("trust-rules", "edit", "github-main", "--lifetime", "30m", "--yes");
  expect((await ok("trust-rules", "list")).stdout).toMatch(
    /^github-main .*repository_id=1 or 2, ref=refs\/heads\/\*/m,
  );
  await ok("trust-rules", "delete", "github-main", "--yes");
});

test("a team is made, edited under its policy, and deleted", async () => {
  await ok("teams", "create", "--name", "Mobile");
  await ok("teams", "edit", "mobile", "--max-lifetime", "90d", "--without-expiry", "forbid");
  expect((await ok("teams", "get", "Mobile")).stdout).toMatch(/^Tokens may live +90 days$/m);
  const issue = [
    "tokens",
    "issue",
    "--team",
    "mobile",
    "--role",
    "admin",
    "--name",
    "x",
    "--expires",
    "never",
  ];
  expect(await cli.run(issue)).toMatchObject({ code: 7, stdout: "" });
  await refused(2, /revoke all its tokens\..*--yes/, "teams", "delete", "mobile");
  await ok("teams", "delete", "mobile", "--yes");
});

test("the operator's nouns are refused to others, and served to the operator", async () => {
  await refused(4, /Organizations > Read/, "orgs", "list");
  const env = { KEYWRIGHT_TOKEN: await tokenOf("operator") };
  const asOperator = (...args: string[]) => cli.run(args, { env });
  const created = await asOperator("orgs", "create", "--name", "Second", "--owner-token", "first");
  expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^eyJ\S+\n$/) });
  const first = { KEYWRIGHT_TOKEN: created.stdout.trim() };
  expect(await cli.run(["orgs", "get"], { env: first })).toMatchObject({ code: 0 });
  expect(await asOperator("orgs", "edit", "second", "--suspend", "--yes")).toMatchObject({ code: 0 });
  expect(await cli.run(["orgs", "get"], { env: first })).toMatchObject({ code: 3 });
  expect(await asOperator("orgs", "delete", "second", "--yes")).toMatchObject({ code: 0 });

  expect(await asOperator("permissions", "edit", "--template", "paas")).toMatchObject({ code: 0 });
  const found = await asOperator("permissions", "list", "services:general:update");
  expect(found.stdout).toMatch(/^project:services:general:update +Project > Services/m);
  // What would be lost is named.
  const emptied = await cli.run(["permissions", "edit", "--file", "-"], { env, stdin: '{"permissions":[]}' });
  expect(emptied).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Nobody can be allowed .* and \d+ more/),
  });
});

test("verifiers are listed with the revision that they are at", async () => {
  const { stdout } = await ok("verifiers", "list");
  expect(stdout).toMatch(/^VERIFIER +KIND +SEES +REVISION +BEHIND +STATUS +LEASE ENDS$/m);
  expect(stdout).toMatch(/ server +the installation +\d+ +0 +connected +in \d+ seconds$/m);
});
