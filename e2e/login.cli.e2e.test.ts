import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cli, newCli } from "./cli.ts";
import { approveInBrowser, AS_OWNER, loopbackOf, openAddress, tokenOf } from "./login-by-hand.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

let service: Service;
let person: Person;
beforeAll(async () => {
  service = await startService();
  person = await firstPerson(service);
});
afterAll(() => service.stop());

async function withCli(work: (cli: Cli, login: readonly string[]) => Promise<void>): Promise<void> {
  const cli = await newCli();
  try {
    await work(cli, ["login", "--url", service.url]);
  } finally {
    await cli.close();
  }
}

/** Not logged in, and no file says otherwise. */
async function expectNothingKept(cli: Cli): Promise<void> {
  expect(await cli.run(["whoami"])).toMatchObject({ code: 3, stdout: "" });
  expect(await readdir(join(cli.home, ".config/keywright/tokens"))).toEqual([]);
}

async function isActive(name: string): Promise<boolean | undefined> {
  const { tokens } = await person.client.listOrgTokens({ query: { all: "true", search: name } });
  return tokens.find((token) => token.name === name)?.active;
}

describe.concurrent("a login with the browser", () => {
  test("gives a token of the person's own, kept for them alone, which logout revokes", () =>
    withCli(async (cli, login) => {
      const running = cli.start([...login, "--no-browser"]);
      const page = await approveInBrowser(running, person, { ...AS_OWNER, name: "laptop" });
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("You are logged in");
      const end = await running.ended;
      expect(end).toMatchObject({ code: 0, stdout: "" });
      expect(end.stderr).toMatch(/✓ Logged in to northwind with role owner · expires in 60 minutes/);
      expect(end.stderr).toMatch(/Context northwind\. /);

      const me = await cli.run(["whoami", "--json"]);
      expect(JSON.parse(me.stdout)).toMatchObject({ role: { id: "owner" }, principal: { org: "northwind" } });
      const token = await tokenOf(cli);
      const folder = join(cli.home, ".config/keywright");
      for (const [path, mode] of [
        ["", 0o700],
        ["tokens", 0o700],
        ["contexts.json", 0o600],
      ] as const) {
        expect((await stat(join(folder, path))).mode & 0o777, path).toBe(mode);
      }

      expect(await cli.run(["logout"])).toMatchObject({
        code: 0,
        stderr: "✓ Logged out of northwind. Its token is revoked.\n",
      });
      await expect(createClient({ url: service.url, token }).login()).rejects.toMatchObject({
        code: "revoked",
      });
      await expectNothingKept(cli);
    }));

  test("that is denied leaves nothing behind", () =>
    withCli(async (cli, login) => {
      const running = cli.start([...login, "--no-browser"]);
      const params = { loginRequestId: await openAddress(running) };
      const { redirectTo = "" } = await person.client.denyLoginRequest({ params });
      expect((await fetch(redirectTo)).status).toBe(400);
      expect(await running.ended).toMatchObject({
        code: 3,
        stdout: "",
        stderr: expect.stringContaining("✗ The login was denied."),
      });
      await expectNothingKept(cli);
    }));

  test("takes no answer that belongs to another login", () =>
    withCli(async (cli, login) => {
      const running = cli.start([...login, "--no-browser"]);
      const loopback = await loopbackOf(running);
      const answer = await fetch(
        `${loopback}?code=stolen&state=another&iss=${encodeURIComponent(service.url)}`,
      );
      expect(answer.status).toBe(400);
      expect(await running.ended).toMatchObject({
        code: 3,
        stdout: "",
        stderr: expect.stringContaining("what is not the answer to this login"),
      });
      await expect(fetch(loopback)).rejects.toThrow("fetch failed");
      await expectNothingKept(cli);
    }));

  test("is called off with Ctrl-C, and nobody listens for the browser any more", () =>
    withCli(async (cli, login) => {
      const running = cli.start([...login, "--no-browser"]);
      const loopback = await loopbackOf(running);
      await running.said(/Waiting for you/);
      running.child.kill("SIGINT");
      expect(await running.ended).toMatchObject({ code: 130, stdout: "" });
      await expect(fetch(loopback)).rejects.toThrow("fetch failed");
      await expectNothingKept(cli);
    }));

  test("that cannot be kept is revoked again", () =>
    withCli(async (cli, login) => {
      const running = cli.start([...login, "--no-browser"]);
      await openAddress(running);
      const contexts = join(cli.home, ".config/keywright/contexts.json");
      await writeFile(contexts, "{ not json", { mode: 0o600 });
      const page = await approveInBrowser(running, person, { ...AS_OWNER, name: "not kept" });
      expect(page.status).toBe(400);
      expect(await running.ended).toMatchObject({ code: 1, stderr: expect.stringContaining("is damaged") });
      expect(await isActive("not kept")).toBe(false);
    }));

  test("again to the same place takes the place of the one before, whose token is revoked", () =>
    withCli(async (cli, login) => {
      const once = async (name: string) => {
        const running = cli.start([...login, "--no-browser"]);
        await approveInBrowser(running, person, { ...AS_OWNER, name });
        expect(await running.ended).toMatchObject({ code: 0 });
      };
      await once("former");
      await once("latter");
      expect(await isActive("former")).toBe(false);
      expect(await isActive("latter")).toBe(true);
      const { stdout } = await cli.run(["context", "list", "--json"]);
      expect(JSON.parse(stdout)).toMatchObject([{ name: "northwind", current: true }]);
    }));
});

test("whoever has too many personal tokens by then is told to revoke one", () =>
  withCli(async (cli, login) => {
    const { client } = person;
    const running = cli.start([...login, "--no-browser"]);
    const params = { loginRequestId: await openAddress(running) };
    const { redirectTo = "" } = await client.approveLoginRequest({ params, body: AS_OWNER });
    const { personalTokensMax } = await client.getOwnOrg();
    await client.patchOwnOrg({ body: { personalTokensMax: 0 } });
    expect((await fetch(redirectTo)).status).toBe(400);
    const end = await running.ended;
    await client.patchOwnOrg({ body: { personalTokensMax } });
    expect(end).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("revoke one") });
    await expectNothingKept(cli);
  }));

test("from nothing: log in, issue a token, use it, revoke it, and it is refused", () =>
  withCli(async (cli, login) => {
    const running = cli.start([...login, "--no-browser"]);
    await approveInBrowser(running, person, { ...AS_OWNER, teamId: "web", name: "from nothing" });
    expect(await running.ended).toMatchObject({ code: 0 });
    const issued = await cli.run([
      "tokens",
      "issue",
      "--role",
      "default",
      "--name",
      "curl",
      "--expires",
      "30d",
    ]);
    expect(issued).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/✓ Issued curl from role default/),
    });
    const use = () =>
      fetch(`${service.url}/v1/me`, { headers: { authorization: `Bearer ${issued.stdout.trim()}` } });
    expect((await use()).status).toBe(200);
    const revoked = await cli.run(["tokens", "revoke", "curl", "--wait", "--yes"]);
    expect(revoked).toMatchObject({ code: 0, stderr: expect.stringMatching(/✓ Revoked/) });
    expect((await use()).status).toBe(401);
  }));

describe.concurrent("a login from a machine without a browser", () => {
  test("shows a code, and gives the token when somebody has approved elsewhere", () =>
    withCli(async (cli, login) => {
      const running = cli.start([...login, "--headless"]);
      const userCode = await running.said(/code:\s+([A-Z]{4}-[A-Z]{4})/);
      expect(await running.said(/http\S+\/device/)).toBe(`${service.url}/device`);
      const { id, clientName } = await person.client.findLoginRequest({ body: { userCode } });
      expect(clientName).toMatch(/^keywright on /);
      await person.client.approveLoginRequest({
        params: { loginRequestId: id },
        body: { ...AS_OWNER, name: "server room" },
      });
      expect(await running.ended).toMatchObject({ code: 0, stdout: "" });
      expect(await cli.run(["whoami"])).toMatchObject({ code: 0 });
    }));

  test("that is denied leaves nothing behind", () =>
    withCli(async (cli, login) => {
      const running = cli.start([...login, "--headless"]);
      const userCode = await running.said(/code:\s+([A-Z]{4}-[A-Z]{4})/);
      const { id } = await person.client.findLoginRequest({ body: { userCode } });
      await person.client.denyLoginRequest({ params: { loginRequestId: id } });
      expect(await running.ended).toMatchObject({ code: 3, stderr: expect.stringContaining("was denied") });
      await expectNothingKept(cli);
    }));

  test("is called off with Ctrl-C at once", () =>
    withCli(async (cli, login) => {
      const running = cli.start(login, { env: { SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" } });
      await running.said(/Waiting for somebody/);
      running.child.kill("SIGINT");
      expect(await running.ended).toMatchObject({ code: 130, stdout: "" });
      await expectNothingKept(cli);
    }));
});

test("a token is read from standard input, and one that does not work is not kept", () =>
  withCli(async (cli, login) => {
    const { token, id } = await person.client.issueOrgToken({ body: { ...AS_OWNER, name: "given" } });
    const made = await cli.run([...login, "--with-token", "--context", "given"], { stdin: `${token}\n` });
    expect(made).toMatchObject({ code: 0, stdout: "" });
    expect(await cli.run(["logout", "--keep"])).toMatchObject({ code: 0 });
    expect(await isActive("given")).toBe(true);
    await person.client.revokeOrgToken({ params: { tokenId: id } });
    for (const stdin of [token, "", "two words", `${token}x`]) {
      const end = await cli.run([...login, "--with-token"], { stdin });
      expect([2, 3]).toContain(end.code);
      expect(end.stderr).not.toContain(token);
    }
    await expectNothingKept(cli);
  }));
