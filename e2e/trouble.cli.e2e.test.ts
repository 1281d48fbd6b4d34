import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Cli, command, type Ended, newCli } from "./cli.ts";
import { tokenOf } from "./login-by-hand.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { atTerminal, CTRL_C } from "../packages/cli/test/terminal.ts";

let service: Service;
let person: Person;
beforeAll(async () => {
  service = await startService();
  person = await firstPerson(service);
});
afterAll(() => service.stop());

let cli: Cli;
beforeEach(async () => {
  cli = await newCli();
  return () => cli.close();
});

const contextsFile = () => join(cli.home, ".config/keywright/contexts.json");

/** One clear sentence, and no trace of our insides. */
function expectSentence({ stderr, stdout }: Ended, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect(stderr.match(/^✗ /gm)).toHaveLength(1);
  expect(stderr).not.toMatch(/\bat .+:\d+:\d+|node:internal|Error:/);
  expect(stdout).toBe("");
}

async function issue(name: string): Promise<{ readonly token: string; readonly id: string }> {
  return person.client.issueOrgToken({ body: { name, roleId: "owner", lifetimeSeconds: 3600 } });
}

async function logIn(): Promise<string> {
  const { token, id } = await issue("in trouble");
  const end = await cli.run(["login", "--url", service.url, "--with-token"], { stdin: token });
  expect(end.code).toBe(0);
  return id;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Something else that listens, and what it was asked. */
async function listen(answer: Answer): Promise<{ url: string; asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("a server that is not there, or not one of ours", () => {
  test("nothing that answers", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    gone.close();
    await once(gone, "close");
    const end = await cli.run(["login", "--url", url]);
    expect(end.code).toBe(8);
    expectSentence(end, /Cannot reach .*ECONNREFUSED/);
    const env = { KEYWRIGHT_URL: url, KEYWRIGHT_TOKEN: "x" };
    expect(await cli.run(["whoami"], { env })).toMatchObject({ code: 8 });
  });

  test("a web page", async () => {
    const { url } = await listen((_request, response) => void response.end("<h1>It works</h1>"));
    const end = await cli.run(["login", "--url", url]);
    expect(end.code).toBe(8);
    expectSentence(end, /not as Keywright does/);
    const doctor = await cli.run(["doctor", "--url", url]);
    expect(doctor).toMatchObject({
      code: 10,
      stdout: expect.stringContaining("does not answer as Keywright"),
    });
  });

  test("a path that is not Keywright's, an address that is none, and one with a password in it", async () => {
    const path = await cli.run(["login", "--url", `${service.url}/docs`]);
    expect(path.code).toBe(8);
    expectSentence(path, /is not the address of a Keywright server/);
    for (const url of ["keywright", "ftp://example.com", "https://ada:hunter2@example.com"]) {
      const end = await cli.run(["login", "--url", url]);
      expect(end.code).toBe(2);
      expectSentence(end, /must be an address/);
      expect(end.stderr).not.toContain("hunter2");
    }
  });

  test("a server from before command lines could log in, which still takes a token", async () => {
    const { url } = await listen((request, response) => {
      const issuer = `http://${request.headers.host}`;
      const old = { issuer, jwks_uri: `${issuer}/jwks`, response_types_supported: [] };
      const answer = request.url === "/v1/setup" ? { data: { pending: false } } : old;
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
    for (const way of ["--no-browser", "--headless"]) {
      const end = await cli.run(["login", "--url", url, way]);
      expect(end.code).toBe(8);
      expectSentence(end, /too old for that[^]*--with-token/);
    }
  });

  test("a server that would have the browser open something else", async () => {
    const { url } = await listen((request, response) => {
      const issuer = `http://${request.headers.host}`;
      const sly = { issuer, authorization_endpoint: "file:///etc/passwd", token_endpoint: `${issuer}/token` };
      const answer = request.url === "/v1/setup" ? { data: { pending: false } } : sly;
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
    const end = await cli.run(["login", "--url", url], { env: { DISPLAY: ":0" } });
    expect(end.code).toBe(8);
    expectSentence(end, /leads somewhere else, which is not followed/);
  });

  test("a server that goes by another address says which", async () => {
    const { url } = await listen(async (request, response) => {
      const answer = await fetch(`${service.url}${request.url}`);
      response.setHeader("content-type", "application/json").end(await answer.text());
    });
    const end = await cli.run(["login", "--url", url, "--no-browser"]);
    expect(end.code).toBe(8);
    expectSentence(end, new RegExp(`says that its address is ${service.url}`));
  });
});

describe("a token", () => {
  test("that has been revoked: not logged in any more, with the reason", async () => {
    const tokenId = await logIn();
    await person.client.revokeOrgToken({ params: { tokenId } });
    const end = await cli.run(["whoami"]);
    expect(end.code).toBe(3);
    expectSentence(end, /revoked[^]*keywright login/);
    expect(await cli.run(["doctor"])).toMatchObject({
      code: 10,
      stdout: expect.stringMatching(/✗ +token .*revoked/),
    });
    // What has ended is forgotten without ado.
    expect(await cli.run(["logout"])).toMatchObject({ code: 0 });
  });

  test("is sent to the server that it was kept for, and to no other", async () => {
    await logIn();
    const { url, asked } = await listen((_request, response) => void response.end("{}"));
    for (const args of [
      ["whoami", "--url", url],
      ["api", "getSetup", "--url", url],
    ]) {
      expect((await cli.run(args)).code).toBeGreaterThan(0);
    }
    expect(await cli.run(["whoami"], { env: { KEYWRIGHT_URL: url } })).toMatchObject({ code: 3 });
    expect(asked).toEqual([undefined]);
  });

  test("that cannot be revoked because the server is silent: it is forgotten, and that is said", async () => {
    await logIn();
    const token = await tokenOf(cli);
    const file = JSON.parse(await readFile(contextsFile(), "utf8"));
    file.contexts.northwind.url = "http://127.0.0.1:9";
    await writeFile(contextsFile(), JSON.stringify(file));
    const end = await cli.run(["logout"]);
    expect(end.code).toBe(8);
    expectSentence(end, /could not be revoked[^]*Revoke tok_/);
    expect(end.stderr).not.toContain(token);
    expect(await cli.run(["whoami"])).toMatchObject({ code: 3 });
  });

  test("that has vanished from this machine is not said to be revoked", async () => {
    await logIn();
    await rm(join(cli.home, ".config/keywright/tokens"), { recursive: true });
    expect(await cli.run(["whoami"])).toMatchObject({ code: 3 });
    expectSentence(await cli.run(["logout"]), /could not be revoked/);
  });

  test("in the environment wants its server beside it", async () => {
    const end = await cli.run(["whoami"], { env: { KEYWRIGHT_TOKEN: "x" } });
    expect(end.code).toBe(2);
    expectSentence(end, /set KEYWRIGHT_URL too/);
  });
});

describe("the files of contexts", () => {
  test("that are damaged are left as they are", async () => {
    const content =
      '{"version":1,"contexts":{"a":{"url":"http://x","org":"a","tokenIn":"file","tokenId":"../b"}}}';
    await mkdir(join(cli.home, ".config/keywright"), { recursive: true, mode: 0o700 });
    await writeFile(contextsFile(), content, { mode: 0o600 });
    for (const args of [["whoami"], ["logout"], ["context", "use", "a"], ["login", "--url", service.url]]) {
      const end = await cli.run(args);
      expect(end.code).toBe(1);
      expectSentence(end, /is damaged\. It was left as it is\./);
    }
    expect(await readFile(contextsFile(), "utf8")).toBe(content);
  });

  test("of a later version are left as they are", async () => {
    await mkdir(join(cli.home, ".config/keywright"), { recursive: true, mode: 0o700 });
    await writeFile(contextsFile(), '{"version":2,"contexts":[]}', { mode: 0o600 });
    const end = await cli.run(["context", "list"]);
    expect(end.code).toBe(1);
    expectSentence(end, /newer keywright/);
  });

  test("that others can read or change are not used", async () => {
    await logIn();
    const folder = join(cli.home, ".config/keywright");
    const token = join(folder, "tokens", (await tokenFileOf()) ?? "");
    for (const [path, mode, back] of [
      [contextsFile(), 0o666, 0o600],
      [token, 0o640, 0o600],
    ] as const) {
      await chmod(path, mode);
      const end = await cli.run(["whoami"]);
      expect(end.code).toBe(1);
      expectSentence(end, /is open to others \(mode 06\d0?6?\)[^]*chmod go=/);
      expect(await cli.run(["doctor"])).toMatchObject({ code: 10 });
      await chmod(path, back);
    }
    expect(await cli.run(["whoami"])).toMatchObject({ code: 0 });
  });

  test("cannot be written: the login says so before anybody is asked", async () => {
    await writeFile(join(cli.home, ".config"), "");
    const end = await cli.run(["login", "--url", service.url, "--no-browser"]);
    expect(end.code).toBe(1);
    expectSentence(end, /Cannot write to .*\(E[A-Z]+\)[^]*KEYWRIGHT_TOKEN/);
  });
});

async function tokenFileOf(): Promise<string | undefined> {
  const { contexts } = JSON.parse(await readFile(contextsFile(), "utf8"));
  return contexts.northwind.tokenId;
}

describe("a person who changes their mind", () => {
  test.each([
    ["the address of the server", ["login"], /Address of the Keywright server/],
    ["a token", ["login", "--with-token", "--url", "http://127.0.0.1:9"], /Token/],
  ])("presses Ctrl-C when asked for %s", async (_, args, question) => {
    const terminal = atTerminal(cli, args);
    await terminal.shows(question);
    terminal.type(CTRL_C);
    const { code, screen } = await terminal.ended;
    expect(code).toBe(130);
    expect(screen).toMatch(/✗.* Interrupted\.\r\n/);
  });

  test("presses Ctrl-C while the browser is waited for", async () => {
    const terminal = atTerminal(cli, ["login", "--url", service.url, "--no-browser"]);
    await terminal.shows(/Waiting for you/);
    terminal.type(CTRL_C);
    expect(await terminal.ended).toMatchObject({ code: 130 });
  });
});

test("who reads the first line only is not told of a broken pipe", async () => {
  const [node, main] = command;
  const script = `"${node}" "${main}" api --json | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const shell = spawn("bash", ["-c", script], { env: { ...cli.env } });
  const [stdout, stderr] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  expect({ stdout, stderr }).toEqual({ stdout: "[\n0\n", stderr: "" });
});

describe("a command that does not exist", () => {
  test.each([
    [["whoam"], "Did you mean whoami?"],
    [["whoami", "--jsn"], "Did you mean --json?"],
    [["api", "listTokenz"], "Did you mean listTokens?"],
  ])("%j: %s", async (args, suggestion) => {
    const end = await cli.run(args);
    expect(end.code).toBe(2);
    expectSentence(end, /✗ /);
    expect(end.stderr).toContain(suggestion);
  });
});
