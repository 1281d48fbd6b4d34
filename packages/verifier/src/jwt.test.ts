import fc from "fast-check";
import { base64url, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  AUDIENCE,
  createSigner,
  ISSUER,
  NOW_SECONDS,
  TEAM_CLAIMS,
  type Signer,
} from "./installation.test-support.ts";
import { MAX_TOKEN_BYTES, readKey, type ReadKeyOptions } from "./jwt.ts";
import { signingKeysOf } from "./signing-keys.ts";

const MALFORMED = { reason: "malformed" };
const BAD_SIGNATURE = { reason: "bad_signature" };
const WRONG_AUDIENCE = { reason: "wrong_audience" };
const TYP = "at+jwt";

let signer: Signer;
let other: Signer;
let options: ReadKeyOptions;
let token: string;

beforeAll(async () => {
  [signer, other] = await Promise.all([createSigner("key-1"), createSigner("key-2")]);
  const keys = signingKeysOf([signer.jwk, other.jwk]);
  options = { issuer: ISSUER, audience: AUDIENCE, keyFor: (kid) => keys.get(kid)?.cryptoKey() };
  token = await signer.sign(TEAM_CLAIMS);
});

const read = (text: string) => readKey(text, options);
const encode = (value: unknown) =>
  base64url.encode(typeof value === "string" ? value : JSON.stringify(value));
const parts = (text: string) => text.split(".") as [string, string, string];
const withHeader = (header: object) => [encode(header), ...parts(token).slice(1)].join(".");

/** Signed like a good token, so that only what is said of it can be wrong. */
const signed = (claims: object, header: object = {}) => signer.sign({ ...TEAM_CLAIMS, ...claims }, header);

describe("a good token", () => {
  test("is read with its claims and the id of its signing key", async () => {
    expect(await read(token)).toEqual({ claims: TEAM_CLAIMS, kid: "key-1" });
    expect(await read(await other.sign(TEAM_CLAIMS))).toMatchObject({ kid: "key-2" });
  });

  test("may carry the issuer's label and the long form of its type", async () => {
    expect(await read(await signed({}, { kw: "keywright.example" }))).toHaveProperty("claims");
    expect(await read(await signed({}, { typ: "application/at+jwt" }))).toHaveProperty("claims");
  });

  test("is read whatever the time, so that time is judged at every check and not once", async () => {
    const [exp, nbf] = [NOW_SECONDS - 1e9, NOW_SECONDS + 1e9];
    expect(await read(await signed({ exp, nbf }))).toMatchObject({ claims: { exp, nbf } });
  });

  test("may name several audiences, and a verifier may be several", async () => {
    expect(await read(await signed({ aud: ["https://other.example", AUDIENCE] }))).toHaveProperty("claims");
    const audience = ["https://other.example", AUDIENCE];
    expect(await readKey(token, { ...options, audience })).toHaveProperty("claims");
  });
});

describe("the algorithm is never the token's choice", () => {
  test("alg none, signed or not, is refused", async () => {
    const [, payload, signature] = parts(token);
    for (const alg of ["none", "None", "NONE", ""]) {
      const header = encode({ typ: TYP, alg, kid: "key-1" });
      expect(await read(`${header}.${payload}.`)).toEqual(MALFORMED);
      expect(await read(`${header}.${payload}.${signature}`)).toEqual(MALFORMED);
    }
  });

  test("HS256 and HS512 with the public key as the secret are refused", async () => {
    const secrets = [base64url.decode(signer.jwk.x), new TextEncoder().encode(JSON.stringify(signer.jwk))];
    for (const alg of ["HS256", "HS512"]) {
      for (const secret of secrets) {
        const header = { typ: TYP, alg, kid: "key-1" };
        const forged = await new SignJWT({ ...TEAM_CLAIMS, aud: AUDIENCE })
          .setProtectedHeader(header)
          .sign(pad(secret));
        expect(await read(forged)).toEqual(MALFORMED);
      }
    }
  });

  test("ES256 is refused, although its signature is as long as Ed25519's", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const header = { typ: TYP, alg: "ES256", kid: "key-1" };
    const forged = await new SignJWT({ ...TEAM_CLAIMS, aud: AUDIENCE })
      .setProtectedHeader(header)
      .sign(privateKey);
    expect(forged).toHaveLength(token.length);
    expect(await read(forged)).toEqual(MALFORMED);
  });

  test.each([undefined, null, 7, "eddsa", "EdDSA ", "Ed25519", ["EdDSA"]])(
    "alg %j is refused",
    async (alg) => {
      expect(await read(withHeader({ typ: TYP, alg, kid: "key-1" }))).toEqual(MALFORMED);
    },
  );
});

describe("the signing key is never the token's choice", () => {
  test("a signature by another key under this kid is bad", async () => {
    const stranger = await createSigner("key-1");
    expect(await read(await stranger.sign(TEAM_CLAIMS))).toEqual(BAD_SIGNATURE);
    expect(await read(await other.sign(TEAM_CLAIMS, { kid: "key-1" }))).toEqual(BAD_SIGNATURE);
  });

  test("jwk, jku, x5c and x5u are ignored, and nothing is fetched", async () => {
    const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("a verifier must not fetch"));
    const stranger = await createSigner("key-1");
    const url = "https://attacker.example/keys.json";
    const { x } = stranger.jwk;
    const lures = { jku: url, x5u: url, x5c: ["AAAA"], jwk: { kty: "OKP", crv: "Ed25519", x } };
    expect(await read(await stranger.sign(TEAM_CLAIMS, lures))).toEqual(BAD_SIGNATURE);
    expect(await read(await signed({}, lures))).toHaveProperty("claims");
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  test.each(["key-3", "__proto__", "constructor", "../key-1", "KEY-1", ""])(
    "unknown kid %j is bad",
    async (kid) => {
      expect(await read(await signed({}, { kid }))).toEqual(BAD_SIGNATURE);
    },
  );

  test.each([undefined, null, 1, ["key-1"], {}])("kid %j is malformed", async (kid) => {
    expect(await read(withHeader({ typ: TYP, alg: "EdDSA", kid }))).toEqual(MALFORMED);
  });
});

describe("a token made for something else", () => {
  test.each(["JWT", "dpop+jwt", "at+jwt2", "", 1, null, undefined])("of typ %j is refused", async (typ) => {
    expect(await read(await signed({}, { typ: typ as string }))).toEqual(MALFORMED);
  });

  test.each([
    { iss: "https://another.example" },
    { iss: `${ISSUER}/` },
    { aud: "https://another.example" },
    { aud: [] },
    { aud: [`${AUDIENCE}/`] },
  ])("with %j is refused", async (claims) => {
    expect(await read(await signed(claims))).toEqual(WRONG_AUDIENCE);
  });

  test("with extensions it calls critical is refused, those that jose knows too", async () => {
    const [, payload, signature] = parts(token);
    for (const crit of [["kw"], ["exp"], ["b64"], [], "kw", null, 1]) {
      const header = encode({ typ: TYP, alg: "EdDSA", kid: "key-1", kw: "x", exp: 1, b64: true, crit });
      expect(await read(`${header}.${payload}.${signature}`)).toEqual(MALFORMED);
    }
    expect(await read(await signed({}, { crit: ["b64"], b64: true }))).toEqual(MALFORMED);
  });

  test.each(["sub", "iss", "aud", "exp", "role", "nrw"])(
    "with a wrong %s is refused after its signature",
    async (name) => {
      expect(await read(await signed({ [name]: 7.5 }))).toHaveProperty("reason");
      const unsigned = [parts(token)[0], encode({ ...TEAM_CLAIMS, [name]: 7.5 }), parts(token)[2]].join(".");
      expect(await read(unsigned)).toEqual(BAD_SIGNATURE);
    },
  );
});

describe("what is not written as a token", () => {
  test.each([
    ["nothing", () => ""],
    ["two parts", () => parts(token).slice(0, 2).join(".")],
    ["four parts", () => `${token}.${parts(token)[2]}`],
    ["five parts, an encrypted token", () => `${token}..`],
    ["a leading dot", () => `.${token}`],
    ["a trailing dot", () => `${token}.`],
    ["empty parts", () => ".."],
    ["a scheme", () => `Bearer ${token}`],
    ["a line end", () => `${token}\n`],
    ["spaces within", () => token.replace(".", " .")],
    ["padding", () => `${token}==`],
    [
      "the other base64 alphabet",
      () =>
        parts(token)
          .join(".")
          .replace(/[\w-]{3}$/, "+/A"),
    ],
    ["letters outside ASCII", () => token.replace(/^e/, "é")],
    ["a header that is not JSON", () => [encode("{"), ...parts(token).slice(1)].join(".")],
    ["a header that is a list", () => [encode([]), ...parts(token).slice(1)].join(".")],
    ["a header that is null", () => [encode("null"), ...parts(token).slice(1)].join(".")],
    [
      "a header that is not UTF-8",
      () => [base64url.encode(new Uint8Array([0xff])), ...parts(token).slice(1)].join("."),
    ],
    ["a header of one character", () => ["e", ...parts(token).slice(1)].join(".")],
    ["100 kB", () => `${"e".repeat(100_000)}.${token}`],
    ["100 kB of dots", () => ".".repeat(100_000)],
  ])("%s is malformed", async (_, text) => {
    expect(await read(text())).toEqual(MALFORMED);
  });

  test("a signed payload that is no object, or no claims of ours, is malformed", async () => {
    expect(await read(await signer.sign({}))).toEqual(MALFORMED);
    expect(await read(await signed({ sub: undefined }))).toEqual(MALFORMED);
  });

  test(`a token of more than ${MAX_TOKEN_BYTES} bytes is malformed, although all is right with it`, async () => {
    const { length } = await signed({ filler: "" });
    const room = Math.floor(((MAX_TOKEN_BYTES - length) * 3) / 4);
    expect(await read(await signed({ filler: "x".repeat(room - 2) }))).toHaveProperty("claims");
    expect(await read(await signed({ filler: "x".repeat(room + 2) }))).toEqual(MALFORMED);
  });

  test("every truncation is refused, from the front and from the end", async () => {
    for (let index = 1; index < token.length; index++) {
      expect(await read(token.slice(0, index))).toEqual(MALFORMED);
      expect(await read(token.slice(index))).toHaveProperty("reason");
    }
  });

  test("no change to any one character is accepted, so that one key is written in one way", async () => {
    const characters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. \n\0é"];
    const change = fc.tuple(fc.nat({ max: token.length - 1 }), fc.constantFrom(...characters));
    await fc.assert(
      fc.asyncProperty(change, async ([index, character]) => {
        fc.pre(token[index] !== character);
        expect(await read(token.slice(0, index) + character + token.slice(index + 1))).toHaveProperty(
          "reason",
        );
      }),
      { numRuns: 400 },
    );
    for (const character of characters.slice(0, 64)) {
      if (!token.endsWith(character))
        expect(await read(token.slice(0, -1) + character)).toEqual(BAD_SIGNATURE);
    }
  });

  test("no text makes it throw", async () => {
    const part = fc.oneof(fc.string(), fc.base64String(), fc.json().map(encode));
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((list) => list.join(".")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (garbage) => {
        expect(await read(garbage)).toHaveProperty("reason");
      }),
    );
  });
});

test("a public key that is no point on the curve verifies nothing", async () => {
  const x = base64url.encode(new Uint8Array(32).fill(0xff));
  const keys = signingKeysOf([{ ...signer.jwk, x }]);
  const outcome = readKey(token, { ...options, keyFor: (kid) => keys.get(kid)?.cryptoKey() });
  expect(await outcome).toEqual(BAD_SIGNATURE);
});

test("a machine that fails is an error, not a verdict", async () => {
  const keyFor = () => Promise.reject(new Error("out of memory"));
  await expect(readKey(token, { ...options, keyFor })).rejects.toThrow("out of memory");
});

function pad(secret: Uint8Array): Uint8Array {
  const key = new Uint8Array(Math.max(64, secret.length));
  key.set(secret);
  return key;
}
