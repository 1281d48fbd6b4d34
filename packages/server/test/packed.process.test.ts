import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { access, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../demo/free-port.ts";
import {
  buildPackages,
  createInstallation,
  type Installation,
  tarballOf,
  TSC,
  VERSION,
} from "./packed/installation.ts";

const COMMAND_LINE = ["keywright", "keywright-sdk", "keywright-contract"].map(tarballOf);
const SERVER = ["server", "connectors", "console", "policy", "verifier"].map((name) =>
  tarballOf(`keywright-${name}`),
);
/** Two installations and a build, while other tests run. */
const SLOW = 300_000;

let installation: Installation;
beforeAll(async () => {
  await buildPackages();
  installation = await createInstallation();
  await installation.install(...COMMAND_LINE);
}, SLOW);
afterAll(() => installation.remove());

const keywright = (...args: string[]) => installation.run("npx", ["--no", "--", "keywright", ...args]);

describe("the command line alone", () => {
  test("helps without a server, and brings no database along", async () => {
    const { code, stdout } = await keywright("--help");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: keywright");
    expect(stdout).toContain("login");
    await expect(access(join(installation.folder, "node_modules/@electric-sql"))).rejects.toThrow("ENOENT");
  });

  test("says how to install the server that it is asked to start", async () => {
    const { code, stderr } = await keywright("serve");
    expect(code).toBe(1);
    expect(stderr).toContain(`npm install @keywright/server@${VERSION}`);
  });
});

describe("with the server beside it", () => {
  let server: ChildProcess;
  let url: string;
  let token: string;
  beforeAll(async () => {
    await installation.install(...SERVER);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const tokenFile = join(installation.folder, "operator.token");
    server = installation.start("node_modules/.bin/keywright", ["serve"], {
      env: { KEYWRIGHT_PORT: String(port), KEYWRIGHT_INIT_TOKEN_FILE: tokenFile },
    });
    await untilReady(server);
    token = (await readFile(tokenFile, "utf8")).trim();
  }, SLOW);
  afterAll(() => server.kill());

  test("it migrates an empty database, is ready, and serves the console that was published", async () => {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const page = await fetch(url, { headers: { accept: "text/html" } });
    const html = await page.text();
    const [, script] = /<script[^>]+src="(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
    const answer = await fetch(`${url}${script}`, { headers: { "accept-encoding": "br" } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-encoding")).toBe("br");
  });

  test("its catalogue templates are there", async () => {
    const answer = await fetch(`${url}/v1/permissions`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ template: "paas" }),
    });
    expect(answer.status).toBe(200);
  });

  test("one logs in to it with a token, and is known", async () => {
    expect((await keywright("whoami", "--url", url)).code).toBe(3);
    const login = await installation.run(
      "npx",
      ["--no", "--", "keywright", "login", "--with-token", "--url", url],
      { stdin: token },
    );
    expect(login).toMatchObject({ code: 0, stdout: "" });
    expect(login.stderr).not.toContain(token);
    const { code, stdout } = await keywright("whoami", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ principal: { org: "acme", role: "operator" } });
  });

  test("plain JavaScript verifies with the verifier and calls with the SDK", async () => {
    const { code, stdout, stderr } = await runProgram("plain-program.js");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ org: "acme", allowed: true, refusedFor: "malformed" });
  });

  test("TypeScript finds the declarations of what it imports, and they are right", async () => {
    await copyProgram("typed-program.ts");
    const settings = ["--noEmit", "--strict", "--skipLibCheck", "false", "--types", ""];
    const language = ["--target", "es2024", "--lib", "es2024,dom", "--module", "nodenext"];
    expect(
      await installation.run(process.execPath, [TSC, ...settings, ...language, "typed-program.ts"]),
    ).toMatchObject({ code: 0, stdout: "" });
  });

  test("the commands can be run, and the sources are not published", async () => {
    const { mode } = await stat(join(installation.folder, "node_modules/@keywright/server/src/main.js"));
    expect(mode & 0o111).toBe(0o111);
    for (const source of ["server/src/main.ts", "sdk/src/index.ts", "console/src"]) {
      await expect(access(join(installation.folder, "node_modules/@keywright", source))).rejects.toThrow(
        "ENOENT",
      );
    }
  });

  test("it ends in good order when it is told to", async () => {
    const closed = once(server, "close");
    server.kill("SIGTERM");
    expect(await closed).toEqual([0, null]);
  });

  async function runProgram(name: string) {
    await copyProgram(name);
    return installation.run(process.execPath, [name], { env: { URL_OF_SERVER: url, TOKEN: token } });
  }
});

async function copyProgram(name: string): Promise<void> {
  const program = await readFile(new URL(`packed/${name}`, import.meta.url), "utf8");
  await writeFile(join(installation.folder, name), program);
}

/** Its greeting comes last; a server that ends has said why. */
async function untilReady(server: ChildProcess): Promise<void> {
  let said = "";
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("is ready on")) resolve();
      });
    }
    server.once("close", () => reject(new Error(`the server ended: ${said}`)));
  });
  await ready;
}
