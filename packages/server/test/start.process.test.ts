import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { openPostgres } from "../src/db/postgres.ts";
import { Browser } from "./browser.ts";
import { PASSWORD, secretOf } from "./people.ts";
import { type Ended, spawnServer } from "./server-process.ts";
import { startTcpProxy } from "./tcp-proxy.ts";
import { createPostgresDatabase } from "./test-database.ts";

const EX_CONFIG = 78;
const MASTER_KEY = Buffer.alloc(32, 7).toString("base64");
/** Of a cold start, several times in one test. */
const TIMEOUT = { timeout: 120_000 };

let folder: string;
let postgresUrl: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-start-"));
  postgresUrl = await createPostgresDatabase(inject("postgresUrl") ?? "");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One sentence on stderr, the exit code for wrong settings, and nothing that a settings file must not tell. */
function expectOneSentence({ code, stderr }: Ended, secret = "hunter2"): string {
  expect({ code, stderr }).toEqual({ code: EX_CONFIG, stderr: expect.stringMatching(/^[^\n]+\.\n$/) });
  expect(stderr).not.toMatch(/\bat .+:\d+:\d+|node:|Error:/);
  expect(stderr).not.toContain(secret);
  return stderr.trimEnd();
}

const ended = (env: Record<string, string>, args: string[] = []) => spawnServer(env, args).ended;

/** An empty database of its own, where starting takes less than on an embedded one. */
async function onPostgres() {
  const DATABASE_URL = await createPostgresDatabase(inject("postgresUrl") ?? "");
  return { DATABASE_URL, KEYWRIGHT_MASTER_KEY: MASTER_KEY };
}

async function readToken(file: string): Promise<string> {
  return (await readFile(file, "utf8")).trim();
}

describe("on an empty data folder", () => {
  test(
    "the first start writes the operator's token for its owner alone, and the second leaves it as it is",
    TIMEOUT,
    async () => {
      const dataDir = join(folder, "first");
      const tokenFile = join(folder, "secrets", "operator.token");
      const env = { KEYWRIGHT_DATA_DIR: dataDir, KEYWRIGHT_INIT_TOKEN_FILE: tokenFile };
      const first = spawnServer(env);
      await first.listening;
      const token = await readToken(tokenFile);
      expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
      expect((await stat(join(dataDir, "master-key"))).mode & 0o777).toBe(0o600);
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      const { principal } = await first.client(token).getMe();
      expect(principal).toMatchObject({ org: "acme", role: "operator", entityType: "platform" });
      const { teams } = await first.client(token).listTeams();
      expect(teams.map(({ id }) => id)).toEqual(["acme"]);
      expect(first.stdout()).toContain("Keywright is ready on http://127.0.0.1");
      expect(first.stdout()).toContain(`Operator token  ${tokenFile}`);
      expect(first.stdout()).not.toContain(token);
      const end = await first.stop();
      expect(end).toMatchObject({ code: 0, signal: null, stderr: "" });
      expect(await readdir(dataDir)).not.toContain("server.pid");

      const { mtimeMs } = await stat(tokenFile);
      const second = spawnServer(env);
      await second.listening;
      expect(await readToken(tokenFile)).toBe(token);
      expect((await stat(tokenFile)).mtimeMs).toBe(mtimeMs);
      expect(second.stdout()).not.toContain("Operator token");
      await second.client(token).login();

      const intruder = await ended({ KEYWRIGHT_DATA_DIR: dataDir });
      expect(expectOneSentence(intruder)).toContain(`in use by process ${second.pid}`);
      await second.client(token).login();
      expect(await second.stop("SIGINT")).toMatchObject({ code: 0, stderr: "" });
    },
  );

  test(
    "without a file for it, the greeting says how to get a token, and that command makes one",
    TIMEOUT,
    async () => {
      const env = { KEYWRIGHT_DATA_DIR: join(folder, "second"), KEYWRIGHT_INIT_ORG: "Wide World" };
      const first = spawnServer(env);
      await first.listening;
      expect(first.stdout()).toContain("npm run operator-token");
      const file = join(folder, "second.token");
      // The embedded database belongs to the server while it runs.
      expectOneSentence(await ended(env, ["operator-token", file]));
      await first.stop();

      const command = await ended(env, ["operator-token", file]);
      expect(command).toMatchObject({ code: 0, stderr: "" });
      expect(command.stdout).toContain(file);
      const token = await readToken(file);
      expect(command.stdout).not.toContain(token);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const second = spawnServer(env);
      await second.listening;
      expect((await second.client(token).getMe()).principal).toMatchObject({ org: "wide-world" });
      await second.stop();

      const rotation = await ended(env, ["rotate-master-key"]);
      expect(rotation).toMatchObject({ code: 0, stderr: "" });
      const third = spawnServer(env);
      await third.listening;
      await third.client(token).issueToken({ body: { name: "after", roleId: "default" } });
      await third.stop();
    },
  );

  test(
    "the printed link makes the first person, and who forgot the password gets a link from the command",
    TIMEOUT,
    async () => {
      const env = await onPostgres();
      const email = "ada@example.com";
      const origin = "http://127.0.0.1:0";
      const linkIn = (text: string) => secretOf(/http\S+#\S+/.exec(text)?.[0]);
      const server = spawnServer(env);
      const url = await server.listening;
      const post = (path: string, body: object) => new Browser(url, origin).post(path, body);
      const signIn = (password: string) => post("/api/auth/sign-in/email", { email, password });
      const secret = linkIn(server.stdout());
      expect((await post("/v1/setup", { name: "Ada", email, password: PASSWORD, secret })).status).toBe(200);

      expectOneSentence(await ended(env, ["reset-password"]));
      expectOneSentence(await ended(env, ["reset-password", "nobody@example.com"]));
      const command = await ended(env, ["reset-password", email]);
      expect(command).toMatchObject({ code: 0, stderr: "" });
      const newPassword = "another horse battery";
      const reset = await post("/api/auth/reset-password", { token: linkIn(command.stdout), newPassword });
      expect(reset.status).toBe(200);
      expect((await signIn(PASSWORD)).status).toBe(401);
      expect((await signIn(newPassword)).status).toBe(200);
      await server.stop();

      const again = spawnServer(env);
      await again.listening;
      expect(again.stdout()).not.toContain("/setup#");
      await again.stop();
    },
  );

  test(
    "a file that holds something else is neither overwritten at start nor by the command",
    TIMEOUT,
    async () => {
      const file = join(folder, "notes.txt");
      await writeFile(file, "dear diary");
      const env = await onPostgres();
      expectOneSentence(await ended({ ...env, KEYWRIGHT_INIT_TOKEN_FILE: file }));
      expectOneSentence(await ended(env, ["operator-token", file]));
      expect(await readFile(file, "utf8")).toBe("dear diary");
    },
  );
});

test("a server that is told to stop ends, although its database has fallen silent", TIMEOUT, async () => {
  const proxy = await startTcpProxy(postgresUrl);
  const server = spawnServer({ DATABASE_URL: proxy.url, KEYWRIGHT_MASTER_KEY: MASTER_KEY });
  await server.listening;
  proxy.freeze();
  expect(await server.stop()).toMatchObject({
    code: 1,
    signal: null,
    stderr: expect.stringMatching(/^[^\n]+\.\n$/),
  });
  await proxy.close();
});

describe("a wrong setting ends the start with one sentence", () => {
  const dataDir = () => join(folder, "wrong");
  const withHost = (change: (url: URL) => void) => {
    const url = new URL(postgresUrl);
    change(url);
    return url.href;
  };

  test.each([
    ["a port that is none", { KEYWRIGHT_PORT: "eighty" }],
    ["an address that is none", { KEYWRIGHT_PUBLIC_URL: "hunter2" }],
    ["a master key that is too short", { KEYWRIGHT_MASTER_KEY: "hunter2" }],
    ["a setting that is unknown", { KEYWRIGHT_PASSWORD: "hunter2" }],
    ["initial tokens without a folder to go to", { KEYWRIGHT_INIT_ADMIN_TOKENS: "*:*.hunter2" }],
    ["a database address of another kind", { DATABASE_URL: "mysql://root:hunter2@db/x" }],
  ])("%s", TIMEOUT, async (_, env) => {
    expectOneSentence(await ended({ KEYWRIGHT_DATA_DIR: dataDir(), ...(env as Record<string, string>) }));
  });

  test.each([
    ["a database server that is not there", (url: URL) => (url.port = "1"), /nothing listens/],
    [
      "a database host that does not exist",
      (url: URL) => (url.hostname = "no-such-host.invalid"),
      /no such host/,
    ],
    ["a wrong password", (url: URL) => (url.password = "hunter2"), /refuses the user or the password/],
    ["a database that does not exist", (url: URL) => (url.pathname = "/hunter2"), /no such database/],
  ])("%s", TIMEOUT, async (_, change, says) => {
    const DATABASE_URL = withHost(change);
    expect(expectOneSentence(await ended({ DATABASE_URL, KEYWRIGHT_MASTER_KEY: MASTER_KEY }))).toMatch(says);
  });

  test("a database user who may not create tables", TIMEOUT, async () => {
    const maintenanceUrl = inject("postgresUrl") ?? "";
    const maintenance = openPostgres(maintenanceUrl, () => {});
    await maintenance.execScript("create role guest login password 'hunter2'");
    await maintenance.execScript("create database bare");
    await maintenance.close();
    const DATABASE_URL = withHost((url) =>
      Object.assign(url, { username: "guest", password: "hunter2", pathname: "/bare" }),
    );
    const end = await ended({ DATABASE_URL, KEYWRIGHT_MASTER_KEY: MASTER_KEY });
    expect(expectOneSentence(end)).toMatch(/may not create tables/);
  });

  test.each([
    ["a host that is not this machine's", "192.0.2.1"],
    ["a host that does not exist", "no-such-host.invalid"],
  ])("%s", TIMEOUT, async (_, host) => {
    const env = { DATABASE_URL: postgresUrl, KEYWRIGHT_MASTER_KEY: MASTER_KEY, KEYWRIGHT_HOST: host };
    expect(expectOneSentence(await ended(env))).toContain(host);
  });

  test("a port that is taken", TIMEOUT, async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const env = { DATABASE_URL: postgresUrl, KEYWRIGHT_MASTER_KEY: MASTER_KEY, KEYWRIGHT_PORT: String(port) };
    expect(expectOneSentence(await ended(env))).toContain(String(port));
    await new Promise((resolve) => other.close(resolve));
  });

  test("another master key than the one that the database was set up with", TIMEOUT, async () => {
    const env = await onPostgres();
    const first = spawnServer(env);
    await first.listening;
    await first.stop();
    const other = Buffer.alloc(32, 8).toString("base64");
    expectOneSentence(await ended({ ...env, KEYWRIGHT_MASTER_KEY: other }), other);
  });

  test("a data folder that is a file", TIMEOUT, async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    expect(expectOneSentence(await ended({ KEYWRIGHT_DATA_DIR: file }))).toContain(file);
  });

  test("a token file that is a folder, and one below a file", TIMEOUT, async () => {
    const env = await onPostgres();
    await mkdir(join(folder, "a-folder"));
    await writeFile(join(folder, "a-file"), "");
    for (const file of [join(folder, "a-folder"), join(folder, "a-file", "token")]) {
      expectOneSentence(await ended({ ...env, KEYWRIGHT_INIT_TOKEN_FILE: file }));
    }
    // Nothing of the failed starts is in the way of the next.
    const tokenFile = join(folder, "fourth.token");
    const server = spawnServer({ ...env, KEYWRIGHT_INIT_TOKEN_FILE: tokenFile });
    await server.listening;
    await server.client(await readToken(tokenFile)).login();
    await server.stop();
  });

  test("a command that does not exist, and one that is not told where to write", TIMEOUT, async () => {
    const env = await onPostgres();
    expect(expectOneSentence(await ended(env, ["dance"]))).toContain("operator-token");
    expectOneSentence(await ended(env, ["operator-token"]));
  });
});
