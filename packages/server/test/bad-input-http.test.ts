import { BODY_MAX_BYTES, IDEMPOTENCY_KEY_MAX_LENGTH, type Problem } from "@keywright/contract";
import { request } from "node:http";
import { connect } from "node:net";
import { text as readText } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { INHERITED_NAMES } from "./bad-input-values.ts";
import { failuresIn } from "./consistency.ts";
import { bodyFor } from "./guard-bodies.ts";
import { expectProblem } from "./guard-expect.ts";
import type { HttpRequest } from "./guard-http.ts";
import { tallyOf } from "./guard-ledger.ts";
import { createGuard, type Guard } from "./guard-run.ts";
import { isWrite, type Target } from "./guard-targets.ts";
import { ableToken, type GuardWorld, idsFor, startGuardWorld } from "./guard-world.ts";

const JSON_TYPE = { "content-type": "application/json" };
/** However much is wrong with a request, the answer stays short. */
const ANSWER_MAX_BYTES = 64 * 1024;

// One test asks all operations.
vi.setConfig({ testTimeout: 400_000 });

let world: GuardWorld;
let guard: Guard;

beforeAll(async () => {
  world = await startGuardWorld();
  guard = await createGuard(world);
});
afterAll(() => world.close());

const hasBody = ({ route }: Target) => route.body !== undefined;
const once = ({ route, path }: Target) => !route.team || !path.includes("{teamId}");

/** Something to write that would succeed, but for what `given` changes. */
async function write(given: Partial<HttpRequest>) {
  const body = given.body === undefined ? { json: { name: "A project" } } : { headers: JSON_TYPE };
  const path = "/v1/teams/acme/projects";
  return world.http.send({ method: "POST", path, token: world.kw.operatorToken, ...body, ...given });
}

/** The refusal must have left nothing. */
async function refusedWrite(given: Partial<HttpRequest>, code: Parameters<typeof expectProblem>[1]) {
  const before = await tallyOf(world.kw.database);
  const answer = await write(given);
  const problem = expectProblem(answer, code);
  expect(await tallyOf(world.kw.database)).toBe(before);
  expect(answer.text.length).toBeLessThan(ANSWER_MAX_BYTES);
  return problem;
}

const namedIn = ({ error }: Problem) => Object.keys(error.details ?? {});

describe("JSON", () => {
  test("that is none is refused as that at every operation that reads a body", () =>
    guard.every(async (target) => {
      const token = ableToken(world, target);
      const texts = [
        "{",
        "[1,",
        '"half',
        "nul",
        "{'a': 1}",
        '{"a": 1,}',
        '{"a": NaN}',
        "\u0000",
        '{"a": "\n"}',
      ];
      for (const body of texts) {
        await guard.refuses(target, { token, headers: JSON_TYPE, body }, "malformed_json");
      }
    }, hasBody));

  test("that names what every object inherits is refused, and changes no object", () =>
    guard.every(async (target) => {
      const token = ableToken(world, target);
      const own = JSON.stringify(bodyFor(target, idsFor(world, target))).slice(1);
      const sep = own === "}" ? "" : ",";
      const texts = [
        `{"__proto__": {"polluted": true}${sep}${own}`,
        `{"constructor": {"prototype": {"polluted": true}}${sep}${own}`,
        `{"\\u005f_proto__": {"polluted": true}${sep}${own}`,
        `{"__proto__": null${sep}${own}`,
      ];
      for (const body of texts) {
        const given = { token, headers: JSON_TYPE, body };
        await guard.refuses(target, given, ["malformed_json", "validation_failed"]);
      }
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }, hasBody));

  test("that is missing, empty or not an object is refused wherever something is needed", () =>
    guard.every(
      async (target) => {
        const token = ableToken(world, target);
        for (const body of ["", " ", "null", "[]", '"text"', "0", "true"]) {
          const given = { token, headers: JSON_TYPE, body };
          await guard.refuses(target, given, ["malformed_json", "validation_failed"]);
        }
      },
      (target) => hasBody(target) && target.route.body?.safeParse(undefined).success === false,
    ));

  test("is refused above 1 MiB, whether its length is announced or not, and taken up to there", async () => {
    const padded = (bytes: number) => {
      const body = JSON.stringify({ name: "Just fits", description: "" });
      return " ".repeat(bytes - body.length) + body;
    };
    await refusedWrite({ body: padded(BODY_MAX_BYTES + 1) }, "body_too_large");
    const before = await tallyOf(world.kw.database);
    expect(await sendInChunks(padded(BODY_MAX_BYTES + 1))).toMatchObject({ code: "body_too_large" });
    expect(await tallyOf(world.kw.database)).toBe(before);
    expect((await write({ body: padded(BODY_MAX_BYTES) })).status).toBe(200);
  });

  async function sendInChunks(body: string): Promise<unknown> {
    const { hostname, port } = new URL(world.kw.url);
    const headers = { ...JSON_TYPE, authorization: `Bearer ${world.kw.operatorToken}` };
    const path = "/v1/teams/acme/projects";
    return new Promise((resolve, reject) => {
      const outgoing = request({ hostname, port, path, method: "POST", headers }, (incoming) => {
        readText(incoming).then((text) => resolve(JSON.parse(text)), reject);
      });
      // The answer may come before all is sent, and the connection close behind it.
      outgoing.on("error", (error: NodeJS.ErrnoException) => error.code === "EPIPE" || reject(error));
      for (let at = 0; at < body.length; at += 65_536) outgoing.write(body.slice(at, at + 65_536));
      outgoing.end();
    });
  }

  test("that is very deep or has very many parts gets a short answer", async () => {
    const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
    const many = (count: number, part: (index: number) => string) =>
      Array.from({ length: count }, (_, i) => part(i)).join();
    await refusedWrite({ body: `{"name": ${deep("[", "]", 250_000)}}` }, "validation_failed");
    await refusedWrite({ body: deep('{"name":', "}", 100_000).replace(":}", ":1}") }, "validation_failed");
    await refusedWrite(
      { body: `{"name": "a", "environments": [${many(250_000, () => "7")}]}` },
      "validation_failed",
    );
    await refusedWrite(
      { body: `{"name": "a", ${many(60_000, (index) => `"f${index}": 1`)}}` },
      "validation_failed",
    );
    await refusedWrite({ body: `{"name": "a", "${"f".repeat(900_000)}": 1}` }, "validation_failed");
  });

  test("of another charset, compressed or without a type is refused, and never half read", async () => {
    const json = JSON.stringify({ name: "Another project" });
    const gzip = { ...JSON_TYPE, "content-encoding": "gzip" };
    await refusedWrite({ body: "\u001f\u008b\b\u0000", headers: gzip }, [
      "malformed_json",
      "unsupported_media_type",
    ]);
    await refusedWrite({ body: Buffer.from(json, "utf16le"), headers: JSON_TYPE }, "malformed_json");
    for (const type of [
      "multipart/form-data; boundary=x",
      "application/jsonp",
      "text/json",
      "",
      "nonsense",
    ]) {
      await refusedWrite({ body: json, headers: { "content-type": type } }, "unsupported_media_type");
    }
    await refusedWrite({ body: json, headers: {} }, "unsupported_media_type");
  });
});

describe("headers", () => {
  test("of 100 kB are read, and beyond the limit refused with a clear answer", async () => {
    const padded = (bytes: number) => ({ "x-padding": "x".repeat(bytes) });
    const path = "/v1/login";
    const token = world.kw.operatorToken;
    const large = await world.http.send({ method: "GET", path, token, headers: padded(100_000) });
    expect(large.status).toBe(200);
    const tooLarge = await world.http.send({ method: "GET", path, token, headers: padded(300_000) });
    expect(tooLarge.status).toBe(431);
    expect(tooLarge.json).toMatchObject({ code: "headers_too_large", status: 431 });
    expect(tooLarge.headers["content-type"]).toBe("application/problem+json");
  });

  test("an Idempotency-Key that is none is refused by name at every write", () =>
    guard.every(
      async (target) => {
        const token = ableToken(world, target);
        for (const key of ["", " ", "two words", "x".repeat(IDEMPOTENCY_KEY_MAX_LENGTH + 1), "caf\u00e9"]) {
          const given = { token, headers: { "idempotency-key": key } };
          const problem = await guard.refuses(target, given, "validation_failed");
          expect(namedIn(problem)).toEqual(["Idempotency-Key"]);
        }
      },
      (target) => isWrite(target) && once(target),
    ));

  test("an Idempotency-Key of a refused write is free again, and of a done one is not", async () => {
    const headers = { "idempotency-key": "first-try" };
    await refusedWrite({ headers, json: { name: "" } }, "validation_failed");
    await refusedWrite({ headers, json: { name: "guarded project" } }, "slug_taken");
    expect((await write({ headers, json: { name: "second try" } })).status).toBe(200);
    await refusedWrite({ headers, json: { name: "third try" } }, "idempotency_key_reused");
  });

  test("an organization that is none does not exist", () =>
    guard.every(async (target) => {
      const token = ableToken(world, target);
      for (const org of [
        "",
        "ACME",
        "acme,acme",
        "../acme",
        "%61cme",
        "org_01h455vb4pex5vsknk084sn02q",
        ...INHERITED_NAMES,
      ]) {
        await guard.refuses(target, { token, headers: { "keywright-org": org } }, "not_found");
      }
    }, once));

  test("what is not HTTP gets an answer and no crash", async () => {
    const lines = [
      "GARBAGE",
      "GET /v1/login",
      "GET /v1/login HTTP/9.9\r\nhost: x",
      "G\u0000T /v1/login HTTP/1.1\r\nhost: x",
      "GET /v1/login HTTP/1.1\r\nno colon here",
      "POST /v1/teams HTTP/1.1\r\nhost: x\r\ncontent-length: minus one",
      "POST /v1/teams HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked",
      "POST /v1/teams HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6",
    ];
    for (const line of lines)
      expect(await sendRaw(`${line}\r\n\r\n`), line).toMatch(/^HTTP\/1\.1 (4\d\d|505) /);
    expect((await write({ json: { name: "still alive" } })).status).toBe(200);
  });

  async function sendRaw(bytes: string): Promise<string> {
    const { hostname, port } = new URL(world.kw.url);
    const socket = connect(Number(port), hostname);
    socket.end(bytes);
    return readText(socket);
  }
});

test("none of all this was an error of ours", () => {
  expect(failuresIn(world.kw.logs())).toEqual([]);
});
