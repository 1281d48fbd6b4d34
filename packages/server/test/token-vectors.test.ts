import { type ErrorCode, TOKEN_MAX_LENGTH } from "@keywright/contract";
import { createVerifier, type Verifier } from "@keywright/verifier";
import {
  createHmac,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { calculateJwkThumbprint, exportJWK } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compact, decode, type Fields, installationKey, type Parts, strangersKey } from "./guard-forge.ts";
import { expectProblem } from "./guard-expect.ts";
import { type Http, openHttp } from "./guard-http.ts";
import { startTestService, type TestService } from "./harness.ts";
import { type Door, doorsOf, revocationsNotTaken } from "./token-doors.ts";

const ISSUER = "http://127.0.0.1:4600";

let kw: TestService;
let http: Http;
/** Of the operator: whatever is made of it could do everything, if it were taken. */
let token: string;
let parts: Parts;
let ownKey: KeyObject;
let doors: readonly Door[];
let verifier: Verifier;

beforeAll(async () => {
  kw = await startTestService();
  http = openHttp(kw.url);
  token = kw.operatorToken;
  parts = decode(token);
  ownKey = await installationKey(kw);
  verifier = createVerifier({ url: kw.url, credential: token, issuer: ISSUER, audience: ISSUER });
  await verifier.start();
  doors = doorsOf(kw, http, verifier);
});
afterAll(async () => {
  await verifier.close();
  http.close();
  await kw.close();
});

type Vector = readonly [name: string, token: string, code: ErrorCode];

/** Each is refused with this code, in whatever way somebody asks about it, and nothing is revoked by sending it. */
async function areRefused(vectors: readonly Vector[]): Promise<void> {
  const tokens = vectors.map(([, forged]) => forged);
  const wrong: string[] = [];
  for (const door of doors) {
    const judged = await door.judge(tokens);
    for (const [index, [name, , code]] of vectors.entries()) {
      const [given, expected] = [judged[index], door.says?.(code) ?? code];
      if (given !== undefined && given !== expected) {
        wrong.push(`${name}: ${door.name} says ${given}, not ${expected}`);
      }
    }
  }
  wrong.push(...(await revocationsNotTaken(http, tokens)));
  expect(wrong).toEqual([]);
  expect(await saidOf(token)).toEqual(doors.map(() => "allowed"));
}

async function saidOf(one: string): Promise<(string | undefined)[]> {
  return Promise.all(doors.map(async (door) => (await door.judge([one]))[0]));
}

const signed = (header: Fields | string, claims: Fields | string, key = ownKey) =>
  compact(header, claims, key);

/** The claims of a token that lives, with some of them changed; undefined takes one away. */
const withClaims = (changes: Fields) => signed(parts.header, { ...parts.claims, ...changes });
const withHeader = (changes: Fields, key = ownKey) =>
  signed({ ...parts.header, ...changes }, parts.claims, key);

test("the forge makes tokens that are taken, or the vectors below would prove nothing", async () => {
  expect(signed(parts.header, parts.claims)).toBe(token);
  for (const taken of [token, withClaims({ extra: "claim" }), withClaims({ nbf: 1 })]) {
    expect(await saidOf(taken)).toEqual(doors.map(() => "allowed"));
  }
});

describe("a token that is not whole", () => {
  test("is malformed wherever it is cut short, and from whichever side", () => {
    const lengths = Array.from(token, (_, length) => length);
    return areRefused([
      ...lengths.map((length): Vector => [`cut to ${length}`, token.slice(0, length), "malformed"]),
      ...[1, 2, 10].map((length): Vector => [`begun at ${length}`, token.slice(length), "malformed"]),
    ]);
  });

  test("is malformed with more or fewer parts than three", () => {
    const [header = "", claims = "", signature = ""] = token.split(".");
    const texts = [
      `.${token}`,
      `${token}.`,
      `${token}.${signature}`,
      `${header}..${claims}.${signature}`,
      `${header}.${claims}..${signature}`,
      `..${signature}`,
      `.${claims}.${signature}`,
      `${header}..${signature}`,
      `${header}.${signature}`,
      `${header}${claims}${signature}`,
      `${header}.${claims}.${signature}.${header}.${claims}`,
      "...",
      "..",
      ".",
    ];
    return areRefused(texts.map((text): Vector => [text.slice(0, 20), text, "malformed"]));
  });

  test("is malformed when it is written in any way but base64url without padding", () => {
    const [header = "", claims = "", signature = ""] = token.split(".");
    const texts = [
      `${header}=.${claims}.${signature}`,
      `${header}.${claims}.${signature}==`,
      `${header}.${claims}.${signature.slice(0, -1)}+`,
      `${header}.${claims}.${signature.slice(0, -1)}/`,
      `${header}.${claims}.${signature.slice(0, 40)} ${signature.slice(41)}`,
      `${header}.${claims}.${signature.slice(0, 40)}\n${signature.slice(40)}`,
      `"${token}"`,
      `${token}\u0000`,
      `${token}\u00e9`,
      encodeURIComponent(`${token}.`).replaceAll(".", "%2E"),
      `Bearer ${token}`,
    ];
    return areRefused(texts.map((text): Vector => [text.slice(-20), text, "malformed"]));
  });

  test("is refused when it is larger than any token can be, also at 100 kB", () => {
    const [header = "", claims = "", signature = ""] = token.split(".");
    const long = (length: number) => `${header}.${claims}${"A".repeat(length)}.${signature}`;
    return areRefused([
      ["at the limit", long(TOKEN_MAX_LENGTH - token.length), "bad_signature"],
      ["one beyond", long(TOKEN_MAX_LENGTH - token.length + 1), "malformed"],
      ["100 kB of claims", long(100_000), "malformed"],
      ["100 kB of dots", ".".repeat(100_000), "malformed"],
    ]);
  });
});

describe("a token whose signature does not hold", () => {
  test("is refused for every byte of it in which a bit is flipped", () => {
    const texts = token.split(".");
    const vectors = texts.flatMap((text, part) => {
      const bytes = Buffer.from(text, "base64url");
      return Array.from(bytes, (byte, at): Vector => {
        const flipped = Buffer.from(bytes);
        flipped[at] = byte ^ (1 << (at % 8));
        const changed = texts.with(part, flipped.toString("base64url"));
        const code = part === 0 ? codeOfHeader(flipped) : "bad_signature";
        return [`bit ${at % 8} of byte ${at} of part ${part}`, changed.join("."), code];
      });
    });
    return areRefused(vectors);
  });

  /** What is left of the header says whether a signature could be checked at all. */
  function codeOfHeader(bytes: Buffer): ErrorCode {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      const { alg, kid } = JSON.parse(text) as Fields;
      return alg === "EdDSA" && typeof kid === "string" ? "bad_signature" : "malformed";
    } catch {
      return "malformed";
    }
  }

  test("is refused when its last character carries bits that decoders overlook", () => {
    const last = token.slice(-1);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const others = [...alphabet].filter((character) => character !== last);
    return areRefused(others.map((one): Vector => [one, token.slice(0, -1) + one, "bad_signature"]));
  });

  test("is refused when another key has signed it, under our key id or its own", async () => {
    const stranger = strangersKey();
    const jwk = await exportJWK(generateKeyPairSync("ed25519").publicKey);
    await areRefused([
      ["under our kid", withHeader({}, stranger), "bad_signature"],
      [
        "under a kid of its own",
        withHeader({ kid: await calculateJwkThumbprint(jwk) }, stranger),
        "bad_signature",
      ],
      ["under no kid", withHeader({ kid: undefined }, stranger), "malformed"],
      ["our signature under another kid", withHeader({ kid: "another" }), "bad_signature"],
      ["a kid that is a path", withHeader({ kid: "../../../../dev/null" }), "bad_signature"],
      ["a kid that is SQL", withHeader({ kid: "' or '1'='1" }), "bad_signature"],
      ["a kid every object has", withHeader({ kid: "__proto__" }), "bad_signature"],
      ["a kid that is no text", withHeader({ kid: 7 }), "malformed"],
      ["nothing but zeros", token.replace(/[^.]+$/, "A".repeat(86)), "bad_signature"],
      ["random bytes", token.replace(/[^.]+$/, randomBytes(64).toString("base64url")), "bad_signature"],
    ]);
  });

  test("is refused when the claims of one token carry the signature of another", async () => {
    const { token: other } = await kw.operator.issueOrgToken({ body: { name: "other", roleId: "owner" } });
    const [header, claims] = token.split(".");
    await areRefused([["spliced", `${header}.${claims}.${other.split(".")[2]}`, "bad_signature"]]);
  });
});

describe("a token under another algorithm", () => {
  const text = (part: Fields) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const under = (alg: string, seal: (bytes: string) => Buffer | string): Vector => {
    const bytes = `${text({ ...parts.header, alg })}.${text(parts.claims)}`;
    const sealed = seal(bytes);
    return [
      alg,
      `${bytes}.${typeof sealed === "string" ? sealed : sealed.toString("base64url")}`,
      "malformed",
    ];
  };

  test("is refused when it says that none is needed", () => {
    const signature = token.split(".")[2] ?? "";
    return areRefused(
      ["none", "None", "NONE", "nOnE", ""].flatMap((alg) => [
        under(alg, () => ""),
        under(alg, () => signature),
      ]),
    );
  });

  test("is refused when our public key is the secret of an HMAC", async () => {
    const answer = await http.send({ method: "GET", path: "/.well-known/jwks.json" });
    const { keys } = answer.json as { keys: (JsonWebKey & { x: string })[] };
    const secrets = keys.flatMap((jwk) => [Buffer.from(jwk.x, "base64url"), jwk.x, JSON.stringify(jwk)]);
    const hmac = (alg: "HS256" | "HS384" | "HS512") =>
      secrets.map((secret) =>
        under(alg, (bytes) =>
          createHmac(`sha${alg.slice(2)}`, secret)
            .update(bytes)
            .digest(),
        ),
      );
    await areRefused([...hmac("HS256"), ...hmac("HS384"), ...hmac("HS512")]);
  });

  test("is refused when it is one of ours in name only", () => {
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    return areRefused([
      under("ES256", (bytes) => sign("sha256", Buffer.from(bytes), { key: ec, dsaEncoding: "ieee-p1363" })),
      under("RS256", (bytes) => sign("sha256", Buffer.from(bytes), rsa)),
      under("Ed25519", (bytes) => sign(null, Buffer.from(bytes), ownKey)),
      under("EDDSA", (bytes) => sign(null, Buffer.from(bytes), ownKey)),
    ]);
  });
});

describe("a header that says more than it should", () => {
  test("is refused when it says that something must be understood, or says it is no access token", () =>
    areRefused([
      ["a critical extension", withHeader({ crit: ["exp"], exp: 1 }), "malformed"],
      ["an unencoded payload", withHeader({ crit: ["b64"], b64: false }), "malformed"],
      ["an empty list of them", withHeader({ crit: [] }), "malformed"],
      ["another type", withHeader({ typ: "JWT" }), "malformed"],
      ["no type", withHeader({ typ: undefined }), "malformed"],
      ["an identity token", withHeader({ typ: "id+jwt" }), "malformed"],
      ["a type that is no text", withHeader({ typ: ["at+jwt"] }), "malformed"],
      ["a list for a header", signed("[]", parts.claims), "malformed"],
      ["nothing for a header", signed("null", parts.claims), "malformed"],
      ["no JSON for a header", signed("{", parts.claims), "malformed"],
      ["two algorithms", signed('{"alg":"EdDSA","alg":"none","typ":"at+jwt"}', parts.claims), "malformed"],
    ]));

  test("gains nothing by bringing its own key or saying where one is, and nobody asks there", async () => {
    const stranger = generateKeyPairSync("ed25519");
    const jwk = await exportJWK(stranger.publicKey);
    let asked = 0;
    const lure = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: [{ ...jwk, kid: "lure", alg: "EdDSA" }] }));
    });
    await new Promise<void>((resolve) => lure.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(lure.address() as AddressInfo).port}/jwks.json`;
    try {
      const bait: Fields[] = [{ jwk }, { jku: url }, { x5u: url }, { x5c: [jwk.x ?? ""] }, { iss: url }];
      await areRefused(
        bait.flatMap((extra): Vector[] => [
          [`${Object.keys(extra)} under our kid`, withHeader(extra, stranger.privateKey), "bad_signature"],
          [
            `${Object.keys(extra)} under its kid`,
            withHeader({ ...extra, kid: "lure" }, stranger.privateKey),
            "bad_signature",
          ],
        ]),
      );
      expect(asked).toBe(0);
    } finally {
      lure.close();
    }
  });
});

describe("claims that our own key has signed", () => {
  const now = () => Math.floor(Date.now() / 1000);

  test("are refused when they are for someone else or another time", () =>
    areRefused([
      ["another issuer", withClaims({ iss: "https://elsewhere.example" }), "wrong_audience"],
      [
        "our issuer with a slash more",
        withClaims({ iss: `${String(parts.claims["iss"])}/` }),
        "wrong_audience",
      ],
      ["another audience", withClaims({ aud: "https://elsewhere.example" }), "wrong_audience"],
      ["other audiences", withClaims({ aud: ["a", "b"] }), "wrong_audience"],
      ["expired", withClaims({ exp: now() - 1 }), "expired"],
      ["expired at the beginning of time", withClaims({ exp: 0 }), "expired"],
      ["not yet valid", withClaims({ nbf: now() + 3600 }), "not_yet_valid"],
    ]));

  test("are refused when they are not what a key of ours carries", () =>
    areRefused([
      ...["iss", "aud", "sub", "jti", "client_id", "iat", "org", "role", "entityType"].map((name): Vector => [
        `no ${name}`,
        withClaims({ [name]: undefined }),
        "malformed",
      ]),
      ["an expiry that is text", withClaims({ exp: String(now() + 3600) }), "malformed"],
      ["an expiry that is null", withClaims({ exp: null }), "malformed"],
      ["an expiry in fractions", withClaims({ exp: 4102444800.5 }), "malformed"],
      ["an expiry before all time", withClaims({ exp: -1 }), "malformed"],
      ["a client that is not the token", withClaims({ client_id: "another" }), "malformed"],
      ["a level that nobody knows", withClaims({ entityType: "universe" }), "malformed"],
      ["a team outside a team", withClaims({ team: "team" }), "malformed"],
      ["no team in a team", withClaims({ entityType: "team" }), "malformed"],
      ["a half publishable one", withClaims({ pub: false }), "malformed"],
      ["a narrowing that nobody understands", withClaims({ nrw: { moon: ["full"] } }), "malformed"],
      ["a narrowing that is text", withClaims({ nrw: "all" }), "malformed"],
      ["a list", signed(parts.header, "[]"), "malformed"],
      ["no JSON", signed(parts.header, "{"), "malformed"],
    ]));

  test("are refused when they name an organization or role that is not there", () =>
    areRefused([
      ["another organization", withClaims({ org: "org_01h455vb4pex5vsknk084sn02q" }), "revoked"],
      ["a name that every object has", withClaims({ org: "__proto__" }), "revoked"],
      ["another role", withClaims({ role: "role_01h455vb4pex5vsknk084sn02q" }), "role_deleted"],
      ["a role that every object has", withClaims({ role: "constructor" }), "role_deleted"],
      [
        "a team of which nobody knows",
        withClaims({ entityType: "team", team: "team_01h455vb4pex5vsknk084sn02q" }),
        "role_deleted",
      ],
    ]));
});

test("two credentials at once are as good as none, in whatever form they come", async () => {
  const ask = (headers: Record<string, string | string[]>) =>
    http.send({ method: "GET", path: "/v1/login", headers });
  expectProblem(await ask({ authorization: `Bearer ${token}, Bearer ${token}` }), "malformed");
  expectProblem(await ask({ authorization: `Bearer ${token} ${token}` }), "malformed");
  expectProblem(await ask({ authorization: `Basic x Bearer ${token}` }), "no_credentials");
  expectProblem(await ask({ cookie: `token=${token}` }), "no_credentials");
  expectProblem(await ask({ "proxy-authorization": `Bearer ${token}` }), "no_credentials");
});
