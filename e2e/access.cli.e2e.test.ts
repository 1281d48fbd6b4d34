import type { Client } from "@keywright/sdk";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { atTerminal } from "../packages/cli/test/terminal.ts";
import { type AccessWorld, all, startAccessWorld } from "./access-world.ts";
import type { Cli } from "./cli.ts";
import { startLossyProxy } from "./lossy-proxy.ts";

const RULE = {
  issuer: "https://token.actions.githubusercontent.com",
  audience: "keywright",
  claims: [{ claim: "repository_id", equals: ["123"] }],
};

let world: AccessWorld;
let operator: Client;
let cli: Cli;
beforeAll(async () => {
  world = await startAccessWorld();
  ({ operator, cli } = world);
});
afterAll(() => world?.stop());

let team: string;
beforeEach(async () => {
  team = await world.newTeam();
});

const apply: AccessWorld["apply"] = (file, args, options) =>
  world.apply(file, ["--team", team, ...args], options);
const exported = (...sections: string[]) => world.exported(["--team", team, ...sections]);
const at = () => ({ params: { teamId: team } });
const countEvents = async () => (await all(operator.listAuditEvents.rows(at()))).length;

describe("refused, with nothing done", () => {
  test("a file with mistakes, with their places and without a server", async () => {
    const env = { KEYWRIGHT_URL: "http://127.0.0.1:1" };
    const { code, stdout, stderr } = await apply("team:\n  roles:\n    ci: {permissoins: {}}\n", ["--yes"], {
      env,
    });
    expect({ code, stdout }).toEqual({ code: 7, stdout: "" });
    expect(stderr).toContain(
      "access.yaml:3:10  There is no field permissoins here. Did you mean permissions?",
    );
  });

  test("a file that is not there, and no file at all", async () => {
    const missing = await cli.run(["apply", "-f", join(world.folder, "nowhere.yaml"), "--yes"]);
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toContain("nowhere.yaml");
    expect(await cli.run(["apply", "--yes"])).toMatchObject({ code: 2 });
  });

  test("neither --plan nor --yes where nobody can be asked, or both of them", async () => {
    const file = { team: { projects: { api: {} } } };
    const asked = await apply(file, []);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain("+ project api");
    expect(asked.stderr).toContain("--yes");
    expect((await apply(file, ["--plan", "--yes"])).code).toBe(2);
    expect((await operator.listProjects(at())).projects).toEqual([]);
  });

  test("what names things that are not there, with their places", async () => {
    const file =
      "team:\n  projects: {api: {}}\n  roles:\n    ci:\n      permissions: {}\n      restrictions:\n        projects: [apy]\n";
    const { code, stderr } = await apply(file, ["--yes"]);
    expect(code).toBe(7);
    expect(stderr).toContain("access.yaml:7:20  There is no project apy. Did you mean api?");
    expect((await operator.listProjects(at())).projects).toEqual([]);
  });

  test("another definition of owner", async () => {
    const { code, stderr } = await apply({ team: { roles: { owner: { permissions: {} } } } }, [
      "--yes",
      "--prune",
    ]);
    expect(code).toBe(7);
    expect(stderr).toContain("The role owner always has everything");
  });

  test("an escalation that is known beforehand names the role and the permission, and no step is begun", async () => {
    const env = await asManager();
    await operator.createRole({
      ...at(),
      body: { name: "reader", permissions: { teamScope: ["team:admin:roles:read"] } },
    });
    const file = {
      team: {
        roles: {
          plain: { permissions: {} },
          reader: { permissions: { teamScope: ["team:admin:roles:read", "team:admin:api-tokens:create"] } },
        },
      },
    };
    const planned = await apply(file, ["--plan"], { env });
    expect(planned.code).toBe(10);
    expect(planned.stderr).toMatch(
      /~ role reader\n(.+\n)*?.+will be refused: .*team:admin:api-tokens:create/,
    );
    const { code, stderr } = await apply(file, ["--yes"], { env });
    expect(code).toBe(4);
    expect(stderr).toContain("Nothing was done");
    expect(stderr).toMatch(/role reader: .*team:admin:api-tokens:create/);
    await expect(operator.getRole({ params: { teamId: team, roleId: "plain" } })).rejects.toThrow();
  });
});

/** Somebody who may manage roles and do little else. */
async function asManager(): Promise<Record<string, string>> {
  const teamScope = ["team:admin:roles:manage", "team:admin:roles:read", "team:admin:team:read"];
  const projectScope = ["project:projects:manage:read"];
  const { id: roleId } = await operator.createRole({
    ...at(),
    body: { name: "manager", permissions: { teamScope, projectScope } },
  });
  const { token } = await operator.issueToken({ ...at(), body: { name: "manager", roleId, owner: "team" } });
  return { KEYWRIGHT_TOKEN: token };
}

describe("stopped half-way", () => {
  test("by the first refusal, it says what was done and what was not, and running it again finishes it", async () => {
    const env = await asManager();
    const file = {
      team: {
        roles: {
          a: { permissions: { teamScope: ["team:admin:roles:read"] } },
          b: { permissions: { teamScope: ["team:admin:members:manage"] } },
          c: { permissions: {} },
        },
      },
    };
    const { code, stdout, stderr } = await apply(file, ["--yes", "--json"], { env });
    expect(code).toBe(4);
    expect(stderr).toContain("✓ Created role a");
    expect(stderr).toMatch(/Stopped at role b: .*team:admin:members:manage/);
    expect(stderr).toContain("Done: 1. Not done: role b; role c.");
    expect(JSON.parse(stdout)).toMatchObject({ done: [{ id: "a" }], undone: [{ id: "b" }, { id: "c" }] });
    const again = await apply(file, ["--yes"]);
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain("role a");
    expect(again.stderr).toContain("✓ Created role b");
    expect((await apply(file, ["--plan"])).code).toBe(0);
  });

  test("by somebody's change after the plan was shown: theirs stays", async () => {
    await operator.createRole({ ...at(), body: { name: "ci", description: "first" } });
    const path = join(world.folder, "drift.yaml");
    await writeFile(
      path,
      JSON.stringify({ team: { roles: { ci: { description: "ours", permissions: {} } } } }),
    );
    const terminal = atTerminal(cli, ["apply", "-f", path, "--team", team]);
    await terminal.shows(/description: first → ours/);
    await terminal.shows(/Apply/);
    await operator.patchRole({ params: { teamId: team, roleId: "ci" }, body: { description: "theirs" } });
    terminal.type("y");
    const { code, screen } = await terminal.ended;
    expect(screen).toContain("Somebody changed role ci since the plan was made");
    expect(code).toBe(6);
    const { description } = await operator.getRole({ params: { teamId: team, roleId: "ci" } });
    expect(description).toBe("theirs");
  });

  test("by a person who says no", async () => {
    const path = join(world.folder, "no.yaml");
    await writeFile(path, JSON.stringify({ team: { projects: { api: {} } } }));
    const terminal = atTerminal(cli, ["apply", "-f", path, "--team", team]);
    await terminal.shows(/Apply/);
    terminal.type("n");
    expect((await terminal.ended).code).toBe(130);
    expect((await operator.listProjects(at())).projects).toEqual([]);
  });
});

describe("whatever comes in between", () => {
  test("Ctrl-C finishes the step under way, and running it again does the rest, over all pages", async () => {
    const ids = Array.from({ length: 105 }, (_, index) => `p-${index}`);
    const path = join(world.folder, "many.yaml");
    await writeFile(
      path,
      JSON.stringify({ team: { projects: Object.fromEntries(ids.map((id) => [id, {}])) } }),
    );
    const args = ["apply", "-f", path, "--team", team, "--yes", "--prune"];
    const running = cli.start(args);
    await running.said(/Created project/);
    running.child.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Done: \d+\. Not done: project/);
    const done = stderr.match(/✓ Created project/g) ?? [];
    const projects = await all(operator.listProjects.rows(at()));
    expect(projects).toHaveLength(done.length);
    expect(done.length).toBeLessThan(ids.length);
    expect((await cli.run(args)).code).toBe(0);
    const last = await cli.run(args);
    expect(last.stderr).toContain("Nothing to change");
    expect(await all(operator.listProjects.rows(at()))).toHaveLength(ids.length);
  });

  test("a request whose answer is lost is sent again under its key, and is done once", async () => {
    const lossy = await startLossyProxy(world.url);
    const env = { KEYWRIGHT_URL: lossy.url };
    const { code } = await apply({ team: { projects: { api: {} } } }, ["--yes"], { env });
    await lossy.close();
    expect(code).toBe(0);
    const [first, ...more] = lossy.writes;
    expect(first).toMatch(/^POST \/v1\/teams\/.+\/projects \S{36,}$/);
    expect(more).toEqual([first]);
    const { auditEvents } = await operator.listAuditEvents({ ...at(), query: { action: "project.create" } });
    expect(auditEvents).toHaveLength(1);
  });
});

describe("a plan", () => {
  test("ends with 10 while there is something to change, with 0 when there is not, and changes nothing", async () => {
    const file = { team: { projects: { api: { environments: ["dev"] } } } };
    const before = await countEvents();
    const { code, stdout, stderr } = await apply(file, ["--plan", "--json"]);
    expect(code).toBe(10);
    expect(stderr).toContain("+ project api");
    expect(JSON.parse(stdout)).toEqual({
      steps: [
        {
          ...{ action: "create", kind: "project", level: "team", id: "api", effect: {} },
          changes: [
            { field: "name", after: "api" },
            { field: "environments", after: ["dev"] },
          ],
        },
      ],
      left: [],
    });
    expect(await countEvents()).toBe(before);
    expect((await apply(file, ["--yes"])).code).toBe(0);
    expect(await apply(file, ["--plan"])).toMatchObject({ code: 0, stdout: "" });
  });

  test("names the tokens and people that an edit touches, what they gain and lose, and what a deletion ends", async () => {
    const teamScope = ["team:admin:roles:read", "team:admin:members:read"];
    await operator.createRole({ ...at(), body: { name: "ci", permissions: { teamScope } } });
    await operator.createRole({ ...at(), body: { name: "old" } });
    await operator.inviteMember({ ...at(), body: { email: "ada@example.com", roles: ["ci"] } });
    for (const [name, roleId] of [
      ["nightly", "ci"],
      ["github-main", "ci"],
      ["forgotten", "old"],
    ] as const) {
      await operator.issueToken({ ...at(), body: { name, roleId, owner: "team" } });
    }
    const file = {
      team: { roles: { ci: { permissions: { teamScope: ["team:admin:roles:*"] }, members: [] } } },
    };
    const { stdout, stderr } = await apply(file, ["--plan", "--prune", "--json"]);
    expect(stderr).toContain("touches 2 tokens (github-main, nightly) and 1 person (ada@example.com)");
    expect(stderr).toContain("they may from then on: team:admin:roles:manage");
    expect(stderr).toContain("they may no longer: team:admin:members:read");
    expect(stderr).toContain("- role ci, held by ada@example.com");
    expect(stderr).toMatch(/- role old\n +revokes 1 token \(forgotten\) for good/);
    expect(JSON.parse(stdout).steps[0]).toMatchObject({
      id: "ci",
      effect: { tokens: { count: 2 }, people: { count: 1, names: ["ada@example.com"] } },
    });
    const applied = await apply(file, ["--yes", "--prune"]);
    expect(applied.stderr).toContain("Deleted role old; 1 token revoked");
    const { tokens } = await operator.listTokens({ ...at(), query: { roleId: "ci" } });
    expect(tokens).toHaveLength(2);
  });

  test("shows what has drifted, and applying brings it back", async () => {
    const file = await exportedAfter({
      team: { roles: { ci: { permissions: {} } }, projects: { api: { environments: ["dev"] } } },
    });
    expect((await apply(file, ["--plan"])).code).toBe(0);
    await operator.patchRole({
      params: { teamId: team, roleId: "ci" },
      body: { permissions: { teamScope: ["*"] } },
    });
    await operator.patchProject({ params: { teamId: team, projectId: "api" }, body: { environments: [] } });
    const { code, stderr } = await apply(file, ["--plan"]);
    expect(code).toBe(10);
    expect(stderr).toContain("permissions.teamScope: - *");
    expect(stderr).toContain("environments: + dev");
    expect((await apply(file, ["--yes"])).code).toBe(0);
    expect(await exported()).toBe(file);
  });
});

async function exportedAfter(file: object | string): Promise<string> {
  expect((await apply(file, ["--yes"])).code).toBe(0);
  return exported();
}

describe("applying", () => {
  const file = {
    team: {
      tokenPolicy: { allowNoExpiry: false, maxLifetimeSeconds: 7_776_000 },
      projects: {
        "web-shop": {
          name: "Web shop",
          environments: ["production", "staging"],
          color: "#4f46e5",
          region: "eu",
        },
        renamed: { name: "Something else", description: "no: 2024" },
      },
      roles: {
        "ci-deploy": {
          name: "Deployments",
          permissions: { projectScope: ["project:projects:manage:read", "project:secrets:*"] },
          restrictions: { projects: ["web-shop"], restrictionMode: "notIn", environments: ["staging"] },
          members: ["bob@example.com", "ada@example.com"],
        },
        default: { permissions: { teamScope: ["team:admin:team:read"] } },
        owner: { members: ["ada@example.com"] },
      },
      trustRules: {
        "main branch": {
          ...RULE,
          roleId: "ci-deploy",
          narrowing: { projects: ["renamed"] },
          lifetimeSeconds: 300,
        },
      },
    },
  };

  test("the same file twice changes nothing the second time", async () => {
    const first = await apply(file, ["--yes"]);
    expect(first.code).toBe(0);
    expect(first.stderr).toContain("✓ Invited ada@example.com with roles ci-deploy, owner");
    const [events, text] = [await countEvents(), await exported()];
    const second = await apply(file, ["--yes"]);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain("Nothing to change");
    expect(await countEvents()).toBe(events);
    expect(await exported()).toBe(text);
  });

  test("what is exported and applied to an empty team makes it anew, to the last byte", async () => {
    const text = await exportedAfter(file);
    expect(text).toMatch(/^# yaml-language-server: \$schema=https:/);
    expect(text).toContain("name: Something else");
    team = await world.newTeam();
    expect(await exportedAfter(text)).toBe(text);
    const { name } = await operator.getProject({ params: { teamId: team, projectId: "renamed" } });
    expect(name).toBe("Something else");
    const { restrictions } = await operator.getRole({ params: { teamId: team, roleId: "ci-deploy" } });
    expect(restrictions).toEqual({
      enabled: true,
      projects: ["web-shop"],
      restrictionMode: "notIn",
      environments: ["staging"],
    });
  });

  test("prune takes away what is of the kinds in the file, and nothing of others", async () => {
    expect((await apply(file, ["--yes"])).code).toBe(0);
    const less = { team: { projects: { "web-shop": file.team.projects["web-shop"] } } };
    const kept = await apply(less, ["--plan"]);
    expect(kept.code).toBe(0);
    expect(kept.stderr).toContain("Not in the file, and stays (--prune takes it away): project renamed");
    expect((await apply(less, ["--yes", "--prune"])).code).toBe(0);
    expect((await operator.listProjects(at())).projects.map(({ id }) => id)).toEqual(["web-shop"]);
    expect((await operator.listRoles(at())).roles).toHaveLength(4);
    expect((await operator.listTrustRules(at())).trustRules).toHaveLength(1);

    expect((await apply({ team: { roles: {}, trustRules: {} } }, ["--yes", "--prune"])).code).toBe(0);
    const { roles } = await operator.listRoles(at());
    expect(roles.map(({ id }) => id).sort()).toEqual(["admin", "default", "owner"]);
    expect((await operator.listTrustRules(at())).trustRules).toEqual([]);
    expect((await operator.listMembers(at())).members).toHaveLength(2);
    expect((await operator.listProjects(at())).projects).toHaveLength(1);
  });

  test("projects with secret groups are not pruned", async () => {
    await operator.createProject({ ...at(), body: { name: "full" } });
    await operator.createSecretGroup({
      params: { teamId: team, projectId: "full" },
      body: { name: "database", type: "secret", secretType: "environment", priority: 10 },
    });
    const { code, stderr } = await apply({ team: { projects: {} } }, ["--yes", "--prune"]);
    expect(code).toBe(6);
    expect(stderr).toContain("Stopped at project full");
  });
});

describe("organization and platform", () => {
  test("the example of the documentation can be applied, and then there is nothing more to change", async () => {
    const page = await readFile(new URL("../docs/access-files.md", import.meta.url), "utf8");
    const [, example = ""] = /```yaml\n([^]+?)```/.exec(page) ?? [];
    expect(example).toContain("platform:");
    const first = await apply(example, ["--yes"]);
    expect(first.stderr).toContain("✓ Invited cy@example.com to the organization with role auditor");
    expect(first.code).toBe(0);
    expect((await apply(example, ["--plan"])).code).toBe(0);
  });

  test("a permission that a role names is not taken out of the catalogue; one that nobody names is", async () => {
    const inUse = await apply({ platform: { permissions: [] } }, ["--yes", "--prune"]);
    expect(inUse.code).toBe(6);
    expect(inUse.stderr).toMatch(/Stopped at catalogue of permissions: project:shop:orders:read is held by/);
    const less = {
      platform: { permissions: [{ permission: "project:shop:orders:read", deprecated: true }] },
    };
    const { code, stderr } = await apply(less, ["--yes", "--prune"]);
    expect(code).toBe(0);
    expect(stderr).toContain("- project:shop:orders:refund");
    expect(await exported("--section", "platform")).toMatch(/orders:read\n      deprecated: true$/m);
  });

  test("what is exported of all sections is what there is", async () => {
    const text = await exported("--section", "team", "org", "platform");
    expect(text).toMatch(/\n    operator:\n      members:/);
    expect((await apply(text, ["--plan", "--prune"])).code).toBe(0);
  });
});
