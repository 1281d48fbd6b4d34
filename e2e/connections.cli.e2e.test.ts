import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { atTerminal, ENTER } from "../packages/cli/test/terminal.ts";
import { type Cli, type Ended, newCli } from "./cli.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

const LIST_PROJECTS = "project:projects:manage:read";
const LIST_GROUPS = "project:secrets:secret-groups:list";

/** The one that connects, and the one that is connected to through the connector for Northflank. */
let ours: Service;
let theirs: Service;
let there: Person;
let cli: Cli;
let given: string;
let credentials: string;
/** All that was ever printed. */
let printed = "";

beforeAll(async () => {
  [ours, theirs] = await Promise.all([
    startService({ KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "1" }),
    startService(),
  ]);
  const [here, other] = await Promise.all([firstPerson(ours), firstPerson(theirs)]);
  there = other;
  const body = { name: "ada", roleId: "owner", lifetimeSeconds: 3600 };
  const { token } = await here.client.issueOrgToken({ body });
  cli = await newCli({ KEYWRIGHT_URL: ours.url, KEYWRIGHT_TOKEN: token });
  await here.client.createProject({ params: IN_TEAM, body: { name: "Web shop" } });
  await there.client.createProject({ params: IN_TEAM, body: { name: "Storefront" } });
  await there.client.createSecretGroup({
    params: { ...IN_TEAM, projectId: "storefront" },
    body: { name: "Settings", secretType: "environment", priority: 1 },
  });
  given = (await tokenThere("given", [LIST_PROJECTS, LIST_GROUPS])).token;
  credentials = JSON.stringify({ apiToken: given });
});
afterAll(async () => {
  await cli.close();
  await Promise.all([ours.stop(), theirs.stop()]);
});

const IN_TEAM = { teamId: "web" };

async function tokenThere(name: string, projectScope: string[]) {
  const role = { name, permissions: { projectScope } };
  const { id: roleId } = await there.client.createRole({ params: IN_TEAM, body: role });
  return there.client.issueToken({ params: IN_TEAM, body: { name, roleId, owner: "team" } });
}

async function connections(args: readonly string[], stdin = ""): Promise<Ended> {
  const end = await cli.run(["connections", ...args, "--team", "web"], { stdin });
  printed += end.stdout + end.stderr;
  return end;
}

async function ok(args: readonly string[], stdin?: string): Promise<Ended> {
  const end = await connections(args, stdin);
  expect(end, args.join(" ")).toMatchObject({ code: 0 });
  return end;
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse((await ok([...args, "--json"])).stdout) as T;
}

async function refused(code: number, says: RegExp, args: readonly string[], stdin?: string): Promise<void> {
  const end = await connections(args, stdin);
  expect(end, args.join(" ")).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(says) });
}

const create = (name: string, ...more: string[]) => [
  ...["create", "northflank", "--name", name, "--field", `baseUrl=${theirs.url}`],
  ...more,
];

describe("no connection comes of", () => {
  test("a secret among the arguments, which is not repeated", async () => {
    const args = ["create", "northflank", "--name", "x", "--field", "apiToken=hunter2"];
    await refused(2, /apiToken is a secret, and is never an argument.*\n.*--credentials -/, args);
    await refused(2, /name=value/, [...args.slice(0, -1), "hunter2"]);
    await refused(2, /no such field\.\n.*apiToken \(secret\), baseUrl/, [...args.slice(0, -1), "hunter2=x"]);
    expect(printed).not.toContain("hunter2");
  });

  test("a secret that nobody can be asked for, and input that is no credentials", async () => {
    await refused(2, /Northflank needs apiToken: .*--credentials -/, create("x"));
    for (const stdin of ["{hunter2", '["hunter2"]', '{"apiToken": {"hunter2": 1}}', "{}"]) {
      await refused(2, /JSON/, create("x", "--credentials", "-"), stdin);
    }
    await refused(5, /There is no app nowhere\.\n.*northflank/, ["create", "nowhere", "--name", "x"]);
    expect(printed).not.toContain("hunter2");
  });

  test("credentials that the platform refuses: the reason is a sentence", async () => {
    const from = create("x", "--credentials", "-");
    await refused(7, /Northflank|credentials/, from, '{"apiToken": "hunter2"}');
    const { token } = await tokenThere("weak", [LIST_GROUPS]);
    await refused(7, /Project > Projects > Manage > Read/, from, JSON.stringify({ apiToken: token }));
    expect(printed).not.toContain("hunter2");
    expect(printed).not.toContain(token);
  });

  test("a platform that does not answer, a name that is none, a project that is not there", async () => {
    const nowhere = ["create", "northflank", "--name", "x", "--field", "baseUrl=http://localhost:1"];
    await refused(8, /localhost|reach|answer/, [...nowhere, "--credentials", "-"], credentials);
    await refused(7, /name: /, create("No Slug", "--credentials", "-"), credentials);
    const elsewhere = create("x", "--project", "nowhere", "--credentials", "-");
    await refused(7, /There is no project 'nowhere'/, elsewhere, credentials);
  });

  test("any of these: there is none", async () => expect(await json("list")).toEqual([]));
});

test("what can be connected is shown with the steps, the permissions and the fields", async () => {
  expect((await ok(["apps"])).stdout).toMatch(/^northflank +Northflank +api-token +\w+/m);
  const { stdout } = await ok(["apps", "northflank"]);
  expect(stdout).toMatch(/^Step 1 +In Northflank/m);
  expect(stdout).toMatch(/^Permission +Projects > Manage > Read, to list projects$/m);
  expect(stdout).toMatch(/^Field +apiToken: API token \(secret\)$/m);
  expect(stdout).toMatch(/^Field +baseUrl: .*Unless given: https:\/\/api\.northflank\.com$/m);
  expect(stdout).toMatch(/^Destination +secretGroupId: /m);
  await refused(5, /There is no app nowhere/, ["apps", "nowhere"]);
});

describe("a connection", () => {
  test("is made with credentials from standard input, from a file, or typed where nobody reads along", async () => {
    const { stderr } = await ok(create("piped", "--credentials", "-"), credentials);
    expect(stderr).toMatch(/✓ Connected piped \(con_\w+\): Northflank accepts the credentials\./);
    await refused(6, /piped/, create("piped", "--credentials", "-"), credentials);
    await writeFile(join(cli.home, "credentials.json"), credentials);
    await ok(create("for-shop", "--project", "Web shop", "--credentials", "credentials.json"));
    const terminal = atTerminal(cli, ["connections", ...create("typed"), "--team", "web"]);
    await terminal.shows(/API token/);
    terminal.type(`${given}${ENTER}`);
    const { code, screen } = await terminal.ended;
    expect({ code, screen }).toMatchObject({ code: 0, screen: expect.stringContaining("Connected typed") });
    expect(screen).not.toContain(given.slice(-20));
  });

  test("is listed by app and project, and shown by its name or id", async () => {
    const names = async (...filter: string[]) =>
      (await json<{ name: string }[]>("list", ...filter)).map(({ name }) => name).sort();
    expect(await names()).toEqual(["for-shop", "piped", "typed"]);
    expect(await names("--project", "Web shop")).toEqual(["for-shop"]);
    expect(await names("--app", "qovery")).toEqual([]);
    expect((await ok(["list"])).stdout).toMatch(/^piped +northflank +all +ok +.* +con_\w{26}$/m);
    const shown = await json<{ id: string }>("show", "piped");
    expect(await json("get", shown.id)).toEqual(shown);
    expect((await ok(["get", "piped"])).stdout).toMatch(
      /^Credentials +version 1, fingerprint [0-9a-f]{64}$/m,
    );
    await refused(5, /There is no connection named nothing/, ["get", "nothing"]);
  });

  test("lists what is on the other side", async () => {
    expect((await ok(["projects", "piped"])).stdout).toMatch(/^storefront +Storefront$/m);
    expect((await ok(["groups", "piped", "storefront"])).stdout).toMatch(/^settings +Settings$/m);
    await refused(5, /Northflank does not know the place/, ["groups", "piped", "nowhere"]);
  });

  test("is edited: new credentials are given whole, and a version that is refused changes nothing", async () => {
    await refused(2, /Say what to change/, ["edit", "piped"]);
    await ok(["edit", "piped", "--description", "Ours"]);
    const edit = ["edit", "piped", "--credentials", "-"];
    // With the address left out the token would go to Northflank's own.
    await refused(2, /needs baseUrl: --field baseUrl=https:\/\/api\.northflank\.com/, edit, credentials);
    const whole = [...edit, "--field", `baseUrl=${theirs.url}`];
    await refused(7, /./, whole, '{"apiToken": "hunter2"}');
    expect(await json("get", "piped")).toMatchObject({ version: 1, description: "Ours" });
    const { token } = await tokenThere("second", [LIST_PROJECTS]);
    const { stderr } = await ok(whole, JSON.stringify({ apiToken: token }));
    expect(stderr).toContain("Edited connection piped: northflank accepts version 2 of its credentials.");
    await ok(["edit", "piped", "--description", ""]);
    expect(await json("get", "piped")).not.toHaveProperty("description");
  });

  test("is checked: the exit code says whether the credentials are accepted", async () => {
    expect((await ok(["check", "piped"])).stderr).toContain("accepts the credentials of piped");
    const { id: tokenId, token } = await tokenThere("ending", [LIST_PROJECTS]);
    await ok(create("ending", "--credentials", "-"), JSON.stringify({ apiToken: token }));
    await there.client.revokeToken({ params: { ...IN_TEAM, tokenId } });
    await refused(10, /does not accept the credentials of ending\.\n.*\n.*--new-credentials/, [
      "check",
      "ending",
    ]);
    expect((await ok(["list"])).stdout).toMatch(/^ending +northflank +all +failing /m);
  });

  test("is deleted when that was agreed to", async () => {
    await refused(2, /Delete connection typed and its credentials\..*--yes/, ["delete", "typed"]);
    await ok(["delete", "typed", "--yes"]);
    await refused(5, /There is no connection named typed/, ["delete", "typed", "--yes"]);
  });

  test("to a platform that has gone is neither accepted nor refused", async () => {
    await theirs.stop();
    await refused(8, /gave no clear answer on the credentials of piped/, ["check", "piped"]);
  });
});

test("no credentials were ever printed", () => {
  expect(printed).toContain("piped");
  expect(printed).not.toContain(given.slice(-20));
});
