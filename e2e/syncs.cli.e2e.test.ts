import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cli, type Ended, newCli } from "./cli.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

const IN_TEAM = { teamId: "web" };
const NEEDED = [
  "project:projects:manage:read",
  "project:secrets:secret-groups:list",
  "project:secrets:secret-groups:read-values",
  "project:secrets:secret-groups:update",
];
const SOURCE = { projectId: "web-shop", secretId: "database" };

/** The one that copies, and the one that is copied to through the connector for Northflank. */
let ours: Service;
let theirs: Service;
let here: Person;
let there: Person;
let cli: Cli;
/** All that was ever printed. */
let printed = "";

beforeAll(async () => {
  [ours, theirs] = await Promise.all([
    startService({ KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "1" }),
    startService(),
  ]);
  [here, there] = await Promise.all([firstPerson(ours), firstPerson(theirs)]);
  const body = { name: "ada", roleId: "owner", lifetimeSeconds: 3600 };
  const { token } = await here.client.issueOrgToken({ body });
  cli = await newCli({ KEYWRIGHT_URL: ours.url, KEYWRIGHT_TOKEN: token });
  await here.client.createProject({ params: IN_TEAM, body: { name: "Web shop" } });
  await newGroup(here, SOURCE.projectId, "Database", { URL: "hunter2-url", LEVEL: "hunter2-level" });
  await there.client.createProject({ params: IN_TEAM, body: { name: "Storefront" } });
  for (const name of ["Settings", "Tokens"]) await newGroup(there, "storefront", name, {});
  await newConnection("storefront", NEEDED);
});
afterAll(async () => {
  await cli.close();
  await Promise.all([ours.stop(), theirs.stop()]);
});

type Variables = Record<string, string>;

async function newGroup(of: Person, projectId: string, name: string, variables: Variables): Promise<void> {
  const body = { name, secretType: "environment", priority: 1, secrets: { variables } } as const;
  await of.client.createSecretGroup({ params: { ...IN_TEAM, projectId }, body });
}

/** With a token of the other side that may so much. */
async function newConnection(name: string, projectScope: string[]): Promise<{ tokenId: string }> {
  const { id: roleId } = await there.client.createRole({
    params: IN_TEAM,
    body: { name, permissions: { projectScope } },
  });
  const issued = await there.client.issueToken({
    params: IN_TEAM,
    body: { name, roleId, owner: "team" },
  });
  const credentials = { apiToken: issued.token, baseUrl: theirs.url };
  const body = { name, app: "northflank", method: "api-token", credentials };
  await here.client.createAppConnection({ params: IN_TEAM, body });
  return { tokenId: issued.id };
}

const group = (of: Person, projectId: string, secretId: string) => {
  const params = { ...IN_TEAM, projectId, secretId };
  return {
    read: async () => (await of.client.getSecretGroup({ params })).secrets.variables,
    write: (variables: Variables) => of.client.patchSecretGroup({ params, body: { secrets: { variables } } }),
  };
};
const settings = () => group(there, "storefront", "settings");
const source = () => group(here, SOURCE.projectId, SOURCE.secretId);

async function syncs(args: readonly string[]): Promise<Ended> {
  const end = await cli.run(["syncs", ...args, "--team", "web"]);
  printed += end.stdout + end.stderr;
  return end;
}

async function ok(...args: string[]): Promise<Ended> {
  const end = await syncs(args);
  expect(end, args.join(" ")).toMatchObject({ code: 0 });
  return end;
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse((await ok(...args, "--json")).stdout) as T;
}

async function refused(code: number, says: RegExp, ...args: string[]): Promise<void> {
  const end = await syncs(args);
  expect(end, args.join(" ")).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(says) });
}

const GROUP = ["--from-group", "Web shop/Database"];
const to = (secretGroupId: string, connection = "storefront") => [
  ...["--to", connection, "--destination", "projectId=storefront"],
  ...["--destination", `secretGroupId=${secretGroupId}`],
];
const create = (name: string, ...more: string[]) => ["create", "--name", name, ...more];

describe("no sync comes of", () => {
  test("a source that is none, is two, or has no name for the variable", async () => {
    await refused(2, /Say what to copy/, ...create("x", ...to("settings")));
    await refused(2, /one of --from-group/, ...create("x", ...GROUP, "--from-token", "y", ...to("settings")));
    await refused(2, /--as/, ...create("x", "--from-token", "y", ...to("settings")));
    await refused(2, /--key-schema/, ...create("x", ...GROUP, "--as", "Y", ...to("settings")));
    await refused(2, /project\/group/, ...create("x", "--from-group", "database", ...to("settings")));
    await refused(5, /no secret group named Nothing/, ...create("x", "--from-group", "web-shop/Nothing"));
    await refused(5, /no token named nothing/, ...create("x", "--from-token", "nothing", "--as", "X"));
  });

  test("a connection that is not there, or a destination that is none", async () => {
    await refused(2, /over which connection/, ...create("x", ...GROUP));
    await refused(5, /no connection named nothing/, ...create("x", ...GROUP, ...to("settings", "nothing")));
    await refused(7, /destination/, ...create("x", ...GROUP, "--to", "storefront"));
    await refused(
      7,
      /keySchema/,
      ...create("x", ...GROUP, ...to("settings"), "--key-schema", "{{secretKey}}"),
    );
  });

  test("any of these: there is none", async () => expect(await json("list")).toEqual([]));
});

describe("a sync", () => {
  test("is made once for a destination, and a run that is waited for says what it wrote", async () => {
    const made = ["--no-automatic", "--description", "Shop"];
    const { stderr } = await ok(...create("shop", ...GROUP, ...to("settings"), ...made));
    expect(stderr).toMatch(/✓ Created sync shop \(syn_\w+\): web-shop\/database to storefront\./);
    await refused(6, /shop/, ...create("shop", ...GROUP, ...to("tokens")));
    await refused(6, /shop/, ...create("again", ...GROUP, ...to("settings")));
    await ok("run", "shop", "--wait");
    expect(await settings().read()).toEqual({ URL: "hunter2-url", LEVEL: "hunter2-level" });
    await source().write({ URL: "hunter2-other", ADDED: "hunter2-added" });
    const { stdout, stderr: said } = await ok("run", "shop", "--wait");
    expect(stdout).toBe(" ".repeat(3) + "VARIABLE\n+  ADDED\n-  LEVEL\n~  URL\n");
    expect(said).toContain("✓ Synced shop: 1 created, 1 updated, 1 deleted.");
    expect(await settings().read()).toEqual({ URL: "hunter2-other", ADDED: "hunter2-added" });
  });

  test("is listed by what it copies and over which connection, and shown by its name or id", async () => {
    const names = async (...filter: string[]) =>
      (await json<{ name: string }[]>("list", ...filter)).map(({ name }) => name);
    for (const filter of [
      [],
      ["--to", "storefront"],
      ["--project", "Web shop"],
      ["--from-group", "web-shop/database"],
      ["--status", "succeeded"],
    ]) {
      expect(await names(...filter), filter.join(" ")).toEqual(["shop"]);
    }
    expect(await names("--status", "failed")).toEqual([]);
    const { stdout } = await ok("list");
    expect(stdout).toMatch(/^shop +web-shop\/database +storefront +succeeded +.* +syn_\w{26}$/m);
    const shown = await json<{ id: string }>("get", "shop");
    expect(await json("show", shown.id)).toEqual(shown);
    const { stdout: record } = await ok("get", "shop");
    expect(record).toMatch(/^Destination +projectId=storefront, secretGroupId=settings$/m);
    expect(record).toMatch(/^Runs +when asked to$/m);
    await refused(5, /There is no sync named nothing/, "get", "nothing");
  });

  test("shows what others have changed there, before and after it has written over it", async () => {
    expect((await ok("drift", "shop")).stderr).toContain("The destination has what the source has.");
    await settings().write({ URL: "hunter2-theirs", THEIRS: "hunter2-more" });
    const drift = await syncs(["drift", "shop"]);
    expect(drift).toMatchObject({
      code: 10,
      stderr: expect.stringContaining("The next sync would change it: 1 created, 1 updated, 1 deleted."),
    });
    expect(drift.stdout).toMatch(/^\+ {2}ADDED +removed by others$/m);
    expect(drift.stdout).toMatch(/^- {2}THEIRS +added by others$/m);
    expect(drift.stdout).toMatch(/^~ {2}URL +changed by others$/m);
    expect((await ok("run", "shop", "--wait")).stderr).toMatch(/this run wrote over: .*URL/);
    await ok("drift", "shop");
  });

  test("is edited: what is never to be deleted there is left", async () => {
    await refused(2, /Say what to change/, "edit", "shop");
    await ok("edit", "shop", "--no-deletes", "--description", "");
    expect(await json("get", "shop")).toMatchObject({ deletes: false, automatic: false });
    await settings().write({ ...(await settings().read()), THEIRS: "hunter2-more" });
    await ok("run", "shop", "--wait");
    expect(await settings().read()).toHaveProperty("THEIRS");
  });

  test("imports when it is said whose values are preferred, and asks when ours would be gone", async () => {
    await refused(2, /--prefer/, "run", "shop", "import");
    await refused(2, /--prefer/, "run", "shop", "--prefer", "source");
    await refused(2, /gone for good\..*--yes/, "run", "shop", "import", "--prefer", "destination");
    await ok("run", "shop", "import", "--prefer", "source", "--wait");
    expect(await source().read()).toMatchObject({ URL: "hunter2-other", THEIRS: "hunter2-more" });
  });

  test("delivers a token as one variable", async () => {
    const { token, id } = await here.client.issueToken({
      params: IN_TEAM,
      body: { name: "deploy", roleId: "owner", owner: "team" },
    });
    await ok(...create("deploy", "--from-token", "deploy", "--as", "KEY", ...to("tokens")));
    await ok("run", "deploy", "--wait");
    expect(await group(there, "storefront", "tokens").read()).toEqual({ KEY: token });
    expect(await json("list", "--from-token", id)).toMatchObject([{ name: "deploy" }]);
    expect(printed).not.toContain(token);
  });

  test("that fails says why, in the run, its history and the list", async () => {
    const { tokenId } = await newConnection("ending", NEEDED);
    await newGroup(there, "storefront", "Ending", {});
    await ok(...create("ending", ...GROUP, ...to("ending", "ending")));
    await ok("run", "ending", "--wait");
    await there.client.revokeToken({ params: { ...IN_TEAM, tokenId } });
    const failed = await syncs(["run", "ending", "--wait"]);
    expect(failed).toMatchObject({ code: 10, stderr: expect.stringMatching(/✗ The run failed: \w/) });
    const [last, first] = await json<{ id: string; status: string }[]>("history", "ending", "--limit", "2");
    expect([last?.status, first?.status]).toEqual(["failed", "succeeded"]);
    expect((await ok("history", "ending", String(first?.id))).stdout).toMatch(/^Kind +sync$/m);
    expect((await ok("history", "ending")).stdout).toMatch(/ sync +\w.* +failed +\w/);
    expect(await json("list", "--status", "failed")).toMatchObject([{ name: "ending" }]);
  });

  test("keeps its connection, takes away what it delivered, and is deleted when that was agreed to", async () => {
    const removal = await cli.run(["connections", "delete", "storefront", "--yes", "--team", "web"]);
    expect(removal).toMatchObject({ code: 6, stderr: expect.stringContaining("shop") });
    await refused(2, /Remove at the destination .*--yes/, "run", "shop", "remove");
    await ok("run", "shop", "remove", "--wait", "--yes");
    expect(await settings().read()).toEqual({});
    await refused(2, /stays where it is\..*--yes/, "delete", "shop");
    await ok("delete", "shop", "--yes");
    await refused(5, /There is no sync named shop/, "get", "shop");
  });
});

test("no value was ever printed", () => {
  expect(printed).toContain("Synced shop");
  expect(printed).not.toContain("hunter2");
});
