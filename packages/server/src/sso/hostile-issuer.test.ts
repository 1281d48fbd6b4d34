import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CLIENT } from "../../test/oidc-provider.ts";
import {
  type HostileIssuer,
  type IdTokenParts,
  type Misbehaviour,
  startHostileIssuer,
} from "./hostile-issuer.test-support.ts";
import { begin, comeBack, newBrowser, ORG, type SsoWorld, startSsoWorld } from "./sso.test-support.ts";

let world: SsoWorld;
let hostile: HostileIssuer;

beforeAll(async () => {
  world = await startSsoWorld();
  hostile = await startHostileIssuer(CLIENT.id);
  await world.set({ issuer: hostile.issuer, autoJoin: true });
});
afterAll(async () => {
  await world.close();
  await hostile.close();
});
// Metadata is kept for a while, per version of the settings.
afterEach(() => world.set({ issuer: hostile.issuer, autoJoin: true }));

async function answered(misbehaviour: Misbehaviour, changed: Record<string, string> = {}): Promise<string> {
  hostile.misbehaviour = misbehaviour;
  const browser = newBrowser(world.kw);
  const asked = new URL(await begin(browser, "eve@acme.test")).searchParams;
  hostile.nonce = asked.get("nonce") ?? "";
  const back = new URL(asked.get("redirect_uri") ?? "");
  const given = { code: "a-code", state: asked.get("state") ?? "", iss: hostile.issuer, ...changed };
  back.search = new URLSearchParams(given).toString();
  const page = await comeBack(browser, back);
  if (page !== `/o/${ORG}`) expect((await browser.get("/v1/account")).status).toBe(401);
  return page;
}

async function isRefused(misbehaviour: Misbehaviour): Promise<string | undefined> {
  hostile.misbehaviour = misbehaviour;
  const { status, body, headers } = await newBrowser(world.kw).post("/v1/sso/start", {
    email: "eve@acme.test",
  });
  expect(headers.getSetCookie()).toEqual([]);
  return status === 503 ? body.code : `${status}`;
}

function unsigned(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

/** Signed with the one secret that both sides know, or with the public key as if it were one. */
function symmetric(claims: Record<string, unknown>, secret: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", kid: "own" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

const now = () => Math.floor(Date.now() / 1000);
const good = () => ({
  iss: hostile.issuer,
  aud: CLIENT.id,
  sub: "mallory",
  iat: now(),
  exp: now() + 60,
  email: "eve@acme.test",
  email_verified: true,
});

describe("an id_token signs nobody in", () => {
  const WRONG: Record<string, () => IdTokenParts> = {
    "of another issuer": () => ({ claims: { iss: "https://elsewhere.example" } }),
    "for another client": () => ({ claims: { aud: "somebody-else" } }),
    "for several clients, asked for by another": () => ({ claims: { aud: [CLIENT.id, "b"], azp: "b" } }),
    "of another sign-in": () => ({ claims: { nonce: "another" } }),
    "of no sign-in": () => ({ claims: { nonce: undefined } }),
    "that has expired": () => ({ claims: { iat: now() - 600, exp: now() - 300 } }),
    "without an end": () => ({ claims: { exp: undefined } }),
    "without a subject": () => ({ claims: { sub: undefined } }),
    "signed by a key that the issuer does not publish": () => ({ foreignKey: true }),
    "signed by nobody": () => ({ raw: unsigned({ ...good(), nonce: hostile.nonce }) }),
    "signed with the client's secret": () => ({
      raw: symmetric({ ...good(), nonce: hostile.nonce }, CLIENT.secret),
    }),
    "that is none": () => ({ raw: "nonsense" }),
  };

  test.each(Object.entries(WRONG))("%s", async (_, parts) => {
    // Made when it is asked for: only then is the nonce known.
    const misbehaviour = {
      get idToken() {
        return parts();
      },
    };
    expect(await answered(misbehaviour)).toBe("/sign-in?error=sso_failed");
  });
});

describe("an e-mail address counts for nothing", () => {
  test.each<[string, Record<string, unknown>]>([
    ["that the issuer has not verified", { email_verified: false }],
    ["of which it says nothing more", { email_verified: undefined }],
    ["verified by a word that is no truth value", { email_verified: "true" }],
    ["that is none", { email: "eve" }],
    ["that is several", { email: ["eve@acme.test"] }],
  ])("%s", async (_, claims) => {
    expect(await answered({ idToken: { claims } })).toBe("/sign-in?error=sso_email_unverified");
  });

  test.each(["eve@elsewhere.test", "eve@sub.acme.test", "eve@acme.test.evil.test", "acme.test@evil.test"])(
    "of a domain that is not the organization's: %s",
    async (email) => {
      expect(await answered({ idToken: { claims: { email } } })).toBe("/sign-in?error=sso_email_foreign");
    },
  );

  test("that comes with what is said of another subject", async () => {
    const misbehaviour = {
      idToken: { claims: { email: undefined } },
      userInfo: { sub: "somebody-else", email: "eve@acme.test", email_verified: true },
    };
    expect(await answered(misbehaviour)).toBe("/sign-in?error=sso_failed");
  });
});

describe("the issuer's answer is taken for nobody else's", () => {
  test("one that names another issuer", async () => {
    expect(await answered({}, { iss: "https://elsewhere.example" })).toBe("/sign-in?error=sso_failed");
  });

  test("one that reports an error, which ends the attempt", async () => {
    const page = await answered(
      {},
      { error: "server_error", error_description: "<script>alert(1)</script>" },
    );
    expect(page).toBe("/sign-in?error=sso_denied");
  });
});

describe("nobody is sent to an issuer whose metadata", () => {
  const other = "https://elsewhere.example";
  test.each<[string, Misbehaviour]>([
    ["is of another issuer", { metadata: { issuer: other } }],
    ["sends browsers to a script", { metadata: { authorization_endpoint: "javascript:alert(1)//" } }],
    ["sends browsers nowhere", { metadata: { authorization_endpoint: undefined } }],
    [
      "lies elsewhere",
      { answer: (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end() },
    ],
    [
      "is no JSON",
      { answer: (response) => void response.writeHead(200, { "content-type": "application/json" }).end("{") },
    ],
    [
      "is larger than any metadata",
      {
        answer: (response) =>
          void response
            .writeHead(200, { "content-type": "application/json" })
            .end(`"${"x".repeat(300_000)}"`),
      },
    ],
    ["is missing", { answer: (response) => void response.writeHead(404).end() }],
  ])("%s", async (_, misbehaviour) => {
    expect(await isRefused(misbehaviour)).toBe("issuer_unavailable");
  });

  test("and a redirect is not followed, not even back to the issuer itself", async () => {
    hostile.requests.length = 0;
    await isRefused({
      answer: (response) => void response.writeHead(302, { location: `${hostile.issuer}/elsewhere` }).end(),
    });
    expect(hostile.requests).toEqual(["/.well-known/openid-configuration"]);
  });
});

test("an issuer that keeps to the rules signs in, so it is not the others' form that was refused", async () => {
  expect(await answered({})).toBe(`/o/${ORG}`);
  const viaUserInfo = {
    idToken: { claims: { email: undefined } },
    userInfo: { email: "eve@acme.test", email_verified: true },
  };
  expect(await answered(viaUserInfo)).toBe(`/o/${ORG}`);
});
