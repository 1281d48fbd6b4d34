import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { openTestDatabase } from "../../test/test-database.ts";
import { endOf } from "../../test/tenants.ts";
import { openInstallation } from "../installation.ts";
import { ConfigError, readConfig } from "../config.ts";
import type { Database } from "../db/database.ts";
import { findHomeOrg } from "../orgs/home.ts";
import { install } from "./install.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-initial-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const TOKENS = {
  KEYWRIGHT_INIT_ADMIN_TOKENS: "*:*.terraform",
  KEYWRIGHT_INIT_BACKEND_TOKENS: "*:*.worker, web-shop:production.api",
  KEYWRIGHT_INIT_FRONTEND_TOKENS: "web-shop:production.page,*:staging.preview",
};
const NAMES = ["api", "page", "preview", "terraform", "worker"];

describe("nothing is installed, and no file written, when an initial token", () => {
  let dir: string;
  let database: Database;
  beforeAll(async () => {
    dir = join(folder, "refused");
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  async function installed(): Promise<unknown> {
    const env = { ...TOKENS, KEYWRIGHT_INIT_TOKENS_DIR: dir, KEYWRIGHT_DATA_DIR: join(dir, "..", "data") };
    const { config, secrets } = readConfig(env);
    const installation = await openInstallation(config, secrets, () => undefined, database);
    return install(installation, config.init, new Date()).catch((error: unknown) => error);
  }

  test("would replace a file that holds something else", async () => {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, "page"), "my thesis");
    const error = await installed();
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(/^The file .+page exists and does not hold a token[^\n]+\.$/);
    expect(await readdir(dir)).toEqual(["page"]);
    expect(await readFile(join(dir, "page"), "utf8")).toBe("my thesis");
    expect(await findHomeOrg(database.kysely)).toBeUndefined();
  });

  test("cannot be written after others have been", async () => {
    await rm(join(dir, "page"));
    await mkdir(join(dir, "preview"));
    expect(await installed()).toMatchObject({ code: "EISDIR", path: join(dir, "preview") });
    expect(await readdir(dir)).toEqual(["preview"]);
    expect(await findHomeOrg(database.kysely)).toBeUndefined();
  });

  test("until what stood in the way is gone", async () => {
    await rm(join(dir, "preview"), { recursive: true });
    expect(await installed()).toEqual({ isNew: true });
    expect((await readdir(dir)).toSorted()).toEqual(NAMES);
  });
});

describe("the tokens that an empty database begins with", () => {
  let kw: TestService;
  let dir: string;
  const values: Record<string, string> = {};
  beforeAll(async () => {
    dir = join(folder, "first");
    kw = await startTestService({ env: { ...TOKENS, KEYWRIGHT_INIT_TOKENS_DIR: dir } });
    for (const name of await readdir(dir)) values[name] = (await readFile(join(dir, name), "utf8")).trim();
  });
  afterAll(() => kw.close());

  const shown = async (name: string) => {
    const { tokens } = await kw.operator.listTokens({ query: { search: name } });
    return tokens[0];
  };

  test("are in files for their owner alone, and nowhere in the log", async () => {
    expect(Object.keys(values).toSorted()).toEqual(NAMES);
    for (const [name, value] of Object.entries(values)) {
      expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
      expect(kw.logs()).not.toContain(value);
    }
  });

  test("are of the first team: an administrator's, and those of their kinds narrowed as they were asked for", async () => {
    const { principal } = await kw.client(values["terraform"] ?? "").getMe();
    expect(principal).toMatchObject({ team: "acme", role: "admin" });
    expect(await shown("worker")).toMatchObject({ role: { roleId: "backend" }, exposure: "secret" });
    expect(await shown("worker")).not.toHaveProperty("narrowing");
    for (const [name, roleId, narrowing] of [
      ["api", "backend", { projects: ["web-shop"], environments: ["production"] }],
      ["page", "frontend", { projects: ["web-shop"], environments: ["production"] }],
      ["preview", "frontend", { environments: ["staging"] }],
    ] as const) {
      const exposure = roleId === "frontend" ? "publishable" : "secret";
      expect(await shown(name)).toMatchObject({ role: { roleId }, exposure, narrowing, expiresAt: null });
    }
  });

  test("find the projects and environments that they name, and no others", async () => {
    const { projects } = await kw.operator.listProjects();
    expect(projects).toMatchObject([{ id: "web-shop", environments: ["production", "staging"] }]);
  });

  test("of a kind may do what is safe in anybody's hands, and more as soon as their role may", async () => {
    const permission = "project:secrets:secret-groups:list";
    const ask = async (name: string, environment: string) => {
      const body = { token: values[name] ?? "", permission, team: "acme", project: "web-shop", environment };
      const verdict = await kw.operator.verify({ body });
      return "allowed" in verdict && verdict.allowed;
    };
    expect(await ask("api", "production")).toBe(false);
    const params = { teamId: "acme", roleId: "backend" };
    const projectScope = [permission];
    await kw.operator.patchRole({ params, body: { permissions: { projectScope } } });
    expect([await ask("api", "production"), await ask("worker", "staging")]).toEqual([true, true]);
    expect([await ask("api", "staging"), await ask("page", "production")]).toEqual([false, false]);
  });

  test("stand in the one event that begins the audit log, without their values", async () => {
    const { auditEvents } = await kw.operator.listOrgAuditEvents({ query: { per_page: 100 } });
    const [event] = auditEvents.filter(({ action }) => action === "org.create");
    const names = (event?.after as { initialTokens: { name: string }[] }).initialTokens.map(
      ({ name }) => name,
    );
    expect(names.toSorted()).toEqual(NAMES);
    for (const value of Object.values(values)) expect(JSON.stringify(auditEvents)).not.toContain(value);
  });

  test("come with an empty database alone: later settings and starts add none", async () => {
    const env = {
      ...TOKENS,
      KEYWRIGHT_INIT_ADMIN_TOKENS: "*:*.late",
      KEYWRIGHT_INIT_TOKENS_DIR: join(dir, "late"),
    };
    const { config, secrets } = readConfig({ ...env, KEYWRIGHT_DATA_DIR: kw.dataDir });
    const installation = await openInstallation(config, secrets, () => undefined, kw.database);
    expect(await install(installation, config.init, new Date())).toEqual({ isNew: false });
    expect((await readdir(dir)).toSorted()).toEqual(NAMES);
    expect(await endOf(kw.client(values["terraform"] ?? "").login())).toBe("done");
  });
});
