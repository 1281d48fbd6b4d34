import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../demo/free-port.ts";
import { startThrowAwayServer, type ThrowAwayServer } from "../demo/throw-away-server.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const START = join(ROOT, "examples/start.ts");
const KEYWRIGHT_TYPES = join(ROOT, "packages/verifier/bin/keywright-types.ts");
/** A machine that runs other tests too. */
const TIMEOUT_MS = 90_000;

let kw: ThrowAwayServer;
/** Where the operator's token is, as beside a Keywright that was started by the README. */
let folder: string;
beforeAll(async () => {
  kw = await startThrowAwayServer();
  await kw.ready();
  folder = await mkdtemp(join(tmpdir(), "keywright-examples-"));
  await writeFile(join(folder, "operator.token"), await kw.operatorToken());
}, TIMEOUT_MS);
afterAll(async () => {
  await kw.remove();
  await rm(folder, { recursive: true });
});

const callerToken = async () => (await readFile(join(folder, "data/examples/caller.token"), "utf8")).trim();

const linesOf = (module: string) => module.replaceAll(";", "").split("\n");

async function startExample(
  name: string,
): Promise<{ url: string; output: () => string; stop(): Promise<number | null> }> {
  const port = await freePort();
  const child = spawn(process.execPath, [START, name], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, KEYWRIGHT_URL: kw.url, PORT: String(port) },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (output += data.toString()));
  await listening(child, () => output);
  const ended = new Promise<number | null>((done) => {
    child.once("exit", done);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

async function listening(child: ChildProcess, output: () => string): Promise<void> {
  while (!output().includes("Listening on ")) {
    if (child.exitCode !== null) throw new Error(`The example ended: ${output()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe.each(["express", "fastify", "hono", "koa", "node-http", "web"])("the example %s", (name) => {
  test(
    "starts with one command against a real Keywright, lets in who may, and names what is missing",
    async () => {
      const example = await startExample(name);
      const headers = { authorization: `Bearer ${await callerToken()}` };
      const read = await fetch(`${example.url}/projects/web-shop/services`, { headers });
      expect(read.status).toBe(200);
      expect(read.headers.get("x-accepted-permissions")).toBe("project:services:general:read");
      expect(await read.json()).toEqual({
        services: ["storefront", "checkout"],
        askedBy: expect.stringMatching(/^tok_/),
      });

      const remove = await fetch(`${example.url}/projects/web-shop/services/checkout`, {
        method: "DELETE",
        headers,
      });
      expect(remove.status).toBe(403);
      expect(await remove.json()).toMatchObject({
        code: "permission_missing",
        detail: expect.stringContaining("'Project > Services > General > Delete'"),
      });

      const elsewhere = await fetch(`${example.url}/projects/back-office/services`, { headers });
      expect(await elsewhere.json()).toMatchObject({ status: 403, code: "project_restricted" });
      const stranger = await fetch(`${example.url}/projects/web-shop/services`);
      expect(stranger.headers.get("www-authenticate")).toBe(`Bearer realm="keywright"`);

      expect(example.output()).not.toContain(await callerToken());
      expect(await example.stop()).toBe(0);
    },
    TIMEOUT_MS,
  );
});

test(
  "the example hono takes a page's publishable token at the route for pages alone, from its website and in its environment",
  async () => {
    const example = await startExample("hono");
    const page = (await readFile(join(folder, "data/examples/page.token"), "utf8")).trim();
    const send = (token: string, origin: string, environment = "production") =>
      fetch(`${example.url}/projects/web-shop/environments/${environment}/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, origin },
      });
    const shop = "https://shop.example.com";
    for (const [answer, code] of [
      [await send(page, "https://evil.example"), "origin_not_allowed"],
      [await send(page, shop, "staging"), "environment_restricted"],
      [await send(await callerToken(), shop), "wrong_exposure"],
    ] as const) {
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      expect(await answer.json()).toMatchObject({ status: 403, code });
    }
    const headers = { authorization: `Bearer ${page}`, origin: shop };
    const services = await fetch(`${example.url}/projects/web-shop/services`, { headers });
    expect(await services.json()).toMatchObject({ code: "permission_missing" });

    const sent = await send(page, shop);
    expect([sent.status, await sent.json()]).toEqual([200, { received: true }]);
    expect(await example.stop()).toBe(0);
  },
  TIMEOUT_MS,
);

test("the tokens of the examples are their owner's to read, and are kept while they are accepted", async () => {
  const before = await callerToken();
  const example = await startExample("node-http");
  await example.stop();
  expect(await callerToken()).toBe(before);
  for (const name of ["caller.token", "page.token", "verifier.token"]) {
    expect((await stat(join(folder, "data/examples", name))).mode & 0o777).toBe(0o600);
  }
});

test("an example whose credential may not verify ends at once, and says which permission it takes", async () => {
  const credentialFile = join(folder, "data/examples/verifier.token");
  const before = await readFile(credentialFile, "utf8");
  await writeFile(credentialFile, await callerToken());
  const env = { ...process.env, KEYWRIGHT_URL: kw.url, PORT: String(await freePort()) };
  const run = promisify(execFile)(process.execPath, [START, "koa"], { cwd: folder, env });
  const { code, stderr } = (await run.catch((error: unknown) => error)) as { code: number; stderr: string };
  await writeFile(credentialFile, before);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `CredentialRefused: The verifier is refused by ${kw.url}. The required permission is 'Organization > Admin > Verification > Verify'.`,
  );
  expect(stderr).not.toContain(await callerToken());
});

test("the permissions that the examples are typed by are those that keywright-types writes from a real Keywright", async () => {
  const args = [KEYWRIGHT_TYPES, "--url", kw.url, "--token-file", join(folder, "data/examples/caller.token")];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  const typedBy = await readFile(join(ROOT, "examples/permissions.ts"), "utf8");
  // Keywright's own part of the catalogue may have grown since they were written.
  expect(linesOf(stdout)).toEqual(expect.arrayContaining(linesOf(typedBy)));
  expect(stderr).toBe("");
});

test("an example that does not exist, or that finds no operator's token, says so in a sentence", async () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [START, ...args], {
      cwd: tmpdir(),
      env: { ...process.env, KEYWRIGHT_OPERATOR_TOKEN_FILE: "nowhere.token" },
    }).catch((error: object) => error);
  expect(await run("rails")).toMatchObject({ code: 64, stderr: expect.stringContaining("express, fastify") });
  expect(await run("koa")).toMatchObject({
    code: 66,
    stderr: expect.stringContaining("KEYWRIGHT_INIT_TOKEN_FILE"),
  });
});
