import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const COMMAND = join(import.meta.dirname, "keywright-types.ts");
const TOKEN = "eyJrdyI6ImEiLCJ0eXAiOiJhdCtqd3QifQ.c2VjcmV0.c2VjcmV0";

let folder: string;
const servers: Server[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-types-"));
  await writeFile(join(folder, "token"), `${TOKEN}\n`);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND, ...args], { cwd: folder }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function fileOf(content: unknown): Promise<string> {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await writeFile(join(folder, "catalogue.json"), text);
  return "catalogue.json";
}

const entry = (permission: string, deprecated = false) => ({ permission, label: "?", deprecated });
const TREE = {
  count: 3,
  scopes: [
    { scope: "team", categories: [{ resources: [{ permissions: [entry("team:b:c:d")] }] }] },
    {
      scope: "project",
      categories: [{ resources: [{ permissions: [entry("project:z:c:d", true), entry("project:a:c:d")] }] }],
    },
  ],
};
const MODULE = `// Written by keywright-types from the permission catalogue: run it again when that changes.

/** Every permission of the catalogue, for \`createGuard<Permission>(verifier)\`. */
export type Permission =
  | "project:a:c:d"
  | "project:z:c:d" // deprecated
  | "team:b:c:d";
`;

describe("a catalogue from a file", () => {
  test("gives the same module in whatever form and order it stands there", async () => {
    const list = [
      entry("team:b:c:d"),
      entry("project:a:c:d"),
      entry("project:z:c:d", true),
      entry("team:b:c:d"),
    ];
    for (const catalogue of [{ data: TREE }, TREE, { permissions: list }, list]) {
      const ended = await run("--catalogue", await fileOf(catalogue));
      expect(ended).toEqual({ code: 0, stdout: MODULE, stderr: "" });
    }
  });

  test("is written to a file when one is named", async () => {
    const ended = await run("--catalogue", await fileOf(TREE), "--out", "permissions.ts");
    expect(ended).toEqual({ code: 0, stdout: "", stderr: "Wrote 3 permissions to permissions.ts\n" });
    expect(await readFile(join(folder, "permissions.ts"), "utf8")).toBe(MODULE);
  });

  test.each([
    ["{", /not JSON/],
    ["null", /wrong form/],
    [{}, /wrong form/],
    [{ permissions: [] }, /names no permission/],
    [{ template: "paas", permissions: [] }, /template/],
    [['x"; import "evil'], /is no permission/],
    [[{ permission: "project:a:c" }], /"project:a:c" is no permission/],
  ])("that is none is refused in a sentence: %j", async (content, sentence) => {
    const ended = await run("--catalogue", await fileOf(content));
    expect(ended).toEqual({ code: 65, stdout: "", stderr: expect.stringMatching(sentence) });
    expect(ended.stderr.split("\n")).toHaveLength(2);
  });

  test("that cannot be read, or written, is a sentence and a code", async () => {
    expect(await run("--catalogue", "nowhere.json")).toMatchObject({ code: 66 });
    expect(await run("--catalogue", await fileOf(TREE), "--out", "no/such/folder.ts")).toMatchObject({
      code: 73,
    });
  });
});

describe("a catalogue from a server", () => {
  const of = (url: string, file = "token") => run("--url", url, "--token-file", file);

  test("is asked for with the token, which is shown nowhere", async () => {
    const url = await serve((request, response) => {
      const isRight =
        request.url === "/base/v1/permissions" && request.headers.authorization === `Bearer ${TOKEN}`;
      response.writeHead(isRight ? 200 : 404).end(JSON.stringify({ data: TREE }));
    });
    expect(await of(`${url}/base/`)).toEqual({ code: 0, stdout: MODULE, stderr: "" });
  });

  test("is not there when the server refuses the token, fails, sends elsewhere or talks of something else", async () => {
    const answers: [number, string, number, RegExp][] = [
      [401, `{"code":"revoked","detail":"${TOKEN}"}`, 77, /answers 401 revoked\.$/m],
      [403, "no", 77, /answers 403\.$/m],
      [500, TOKEN, 69, /answers 500\.$/m],
      [307, "", 69, /does not answer/],
      [200, `<p>${TOKEN}`, 65, /is not JSON/],
    ];
    for (const [status, body, code, sentence] of answers) {
      const url = await serve((_request, response) =>
        response.writeHead(status, { location: "http://127.0.0.1:1/" }).end(body),
      );
      const ended = await of(url);
      expect(ended).toEqual({ code, stdout: "", stderr: expect.stringMatching(sentence) });
      expect(ended.stderr).not.toContain(TOKEN);
    }
    const gone = await serve(() => {});
    servers.at(-1)?.close();
    expect(await of(gone)).toMatchObject({ code: 69, stderr: expect.stringContaining("ECONNREFUSED") });
  });

  test("a file that holds more than a token is not sent, and not shown", async () => {
    await writeFile(join(folder, "two"), `${TOKEN}\n${TOKEN}`);
    await writeFile(join(folder, "empty"), "\n");
    for (const file of ["two", "empty", "nowhere"]) {
      const ended = await of("http://127.0.0.1:1", file);
      expect(ended).toMatchObject({ code: 66, stdout: "" });
      expect(ended.stderr).not.toContain(TOKEN);
    }
  });
});

describe("arguments", () => {
  test.each([
    [[]],
    [["--url", "http://127.0.0.1:1"]],
    [["--token-file", "token"]],
    [["--url", "http://127.0.0.1:1", "--token-file", "token", "--catalogue", "catalogue.json"]],
    [["--url", "ftp://127.0.0.1", "--token-file", "token"]],
    [["--url", `http://${TOKEN}@127.0.0.1`, "--token-file", "token"]],
    [["--token", TOKEN]],
    [[TOKEN]],
    [["--url"]],
  ])("that make no sense are a sentence and a code, and never repeat a token: %j", async (args) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({
      code: 64,
      stdout: "",
      stderr: expect.stringMatching(/^keywright-types: /),
    });
    expect(ended.stderr.split("\n")).toHaveLength(2);
    expect(ended.stderr).not.toContain(TOKEN);
  });

  test("help is no error", async () => {
    expect(await run("--help")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("--catalogue"),
      stderr: "",
    });
  });
});
