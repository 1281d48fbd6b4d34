import { readdirSync, readFileSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cli, type Ended, newCli } from "./cli.ts";
import { approveInBrowser, AS_OWNER, tokenOf } from "./login-by-hand.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

const LOOK_EVERY_MS = 5;

let service: Service;
let person: Person;
let cli: Cli;
beforeAll(async () => {
  service = await startService();
  person = await firstPerson(service);
  cli = await newCli();
});
afterAll(async () => {
  await cli.close();
  await service.stop();
});

/** What `ps` shows to everybody, while the work goes on. */
async function processListDuring(work: () => Promise<void>): Promise<string> {
  const seen = new Set<string>();
  const look = setInterval(() => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      } catch {
        // It has ended meanwhile.
      }
    }
  }, LOOK_EVERY_MS);
  await work().finally(() => clearInterval(look));
  return [...seen].join("\n");
}

/** Stands in for any browser: it keeps the address that it is started with. */
async function browser(): Promise<{ readonly env: Record<string, string>; address(): Promise<string> }> {
  const [script, file] = [join(cli.home, "browser.sh"), join(cli.home, "address")];
  await writeFile(script, `#!/bin/sh\nprintf %s "$1" > "${file}"\n`);
  await chmod(script, 0o755);
  return { env: { DISPLAY: ":0", BROWSER: script }, address: () => readFile(file, "utf8") };
}

/** A door before the service that repeats what it was sent, as careless ones do. */
async function indiscreetServer(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const detail = `You sent ${request.headers.authorization}`;
    const problem = {
      code: "internal_error",
      detail,
      requestId: "r",
      error: { details: { token: [detail] } },
    };
    response.writeHead(500, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => void server.close().closeAllConnections() };
}

test.runIf(process.platform === "linux")(
  "the value of a token is in no list of processes, no word that is said, and no report of a crash",
  async () => {
    const ends: Ended[] = [];
    const run = async (...given: Parameters<Cli["run"]>) => {
      const end = await cli.run(...given);
      ends.push(end);
      return end;
    };
    let token = "";
    const processes = await processListDuring(async () => {
      const { env, address } = await browser();
      const login = cli.start(["login", "--url", service.url, "--debug"], { env });
      await approveInBrowser(login, person, { ...AS_OWNER, name: "marked" });
      ends.push(await login.ended);
      expect(await login.said(/(http\S+\/oauth2\/authorize\S+)/)).toBe(await address());
      token = await tokenOf(cli);

      expect(await run(["whoami", "--debug"])).toMatchObject({ code: 0 });
      expect(await run(["doctor", "--debug"])).toMatchObject({ code: 0 });
      const asked = ["verify", "--permission", "org:admin:roles:read", "--debug", "--json"];
      expect(await run(asked, { stdin: token })).toMatchObject({ code: 0 });
      expect(await run(["api", "getOrg", "orgId=none", "--debug"])).toMatchObject({ code: 4 });

      const indiscreet = await indiscreetServer();
      const there = { KEYWRIGHT_URL: indiscreet.url, KEYWRIGHT_TOKEN: token };
      expect(await run(["whoami", "--debug"], { env: there })).toMatchObject({ code: 1 });
      indiscreet.close();
      const broken = { ...there, KEYWRIGHT_TOKEN: `${token}\n${token}` };
      expect((await run(["whoami", "--debug"], { env: broken })).code).toBeGreaterThan(0);
      expect(await run(["logout", "--debug"])).toMatchObject({ code: 0 });
    });
    expect(token).toMatch(/^eyJ/);
    expect(ends.map(({ stderr }) => stderr).join("")).toMatch(/· GET http\S+\/v1\/me 200/);
    for (const part of token.split(".")) {
      for (const { stdout, stderr } of ends) expect(stdout + stderr).not.toContain(part);
      expect(processes).not.toContain(part);
    }
  },
);
