import { expect, test } from "vitest";
import { AUDIENCE, createSigner, ISSUER, READ_VALUES, TEAM_CLAIMS } from "../installation.test-support.ts";
import { verifyRemotely } from "./introspect.ts";

const signer = await createSigner();
const CLAIMS = { ...TEAM_CLAIMS, sub: "tok_1", client_id: "tok_1", jti: "key_1" };
const SHOWN = { tokenId: "tok_1", keyId: "key_1", org: "acme", expiresAt: "2030-01-01T00:00:00.000Z" };
const ALLOWED = { allowed: true, principal: SHOWN, revision: 7 };
const STALE = { allowed: false, reason: "stale", revision: 0, remote: true };

/** What becomes of an answer of the server, for a token with these claims. */
async function verdictOf(answer: Response | Error, claims: object = CLAIMS) {
  const fetch = (async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  }) as unknown as typeof globalThis.fetch;
  const options = { url: ISSUER, credential: () => "credential", issuer: ISSUER, audience: AUDIENCE, fetch };
  return verifyRemotely(options, await signer.sign(claims), { permission: READ_VALUES });
}

const answer = (data: unknown) => Response.json({ data });

test("an answer that is not wholly understood lets nobody in", async () => {
  const answers = [
    new Error("no line"),
    new Response("", { status: 500 }),
    new Response("<html>", { status: 200 }),
    Response.json(ALLOWED),
    answer(null),
    answer({ ...ALLOWED, allowed: "true" }),
    answer({ ...ALLOWED, revision: "7" }),
    answer({ allowed: true, revision: 7 }),
    answer({ ...ALLOWED, principal: null }),
    answer({ ...ALLOWED, principal: { ...SHOWN, expiresAt: "some day" } }),
    answer({ ...ALLOWED, principal: { ...SHOWN, expiresAt: undefined } }),
    answer({ allowed: false, revision: 7 }),
  ];
  for (const one of answers) expect(await verdictOf(one)).toEqual(STALE);
});

test("an answer about another key lets nobody in", async () => {
  for (const principal of [
    { ...SHOWN, tokenId: "tok_2" },
    { ...SHOWN, keyId: "key_2" },
  ]) {
    expect(await verdictOf(answer({ ...ALLOWED, principal }))).toEqual(STALE);
  }
});

test("a token for another API, or of another issuer, is refused although the server allows it", async () => {
  for (const claims of [
    { ...CLAIMS, aud: "https://other.example" },
    { ...CLAIMS, aud: ["https://other.example"] },
    { ...CLAIMS, iss: "https://other.example" },
  ]) {
    const refused = { allowed: false, reason: "wrong_audience", revision: 7, remote: true };
    expect(await verdictOf(answer(ALLOWED), claims)).toEqual(refused);
  }
  const several = { ...CLAIMS, aud: ["https://other.example", AUDIENCE] };
  expect(await verdictOf(answer(ALLOWED), several)).toMatchObject({ allowed: true });
});

test("a refusal is passed on with what is missing", async () => {
  const refusal = { allowed: false, reason: "permission_missing", missing: READ_VALUES, revision: 7 };
  expect(await verdictOf(answer(refusal))).toEqual({ ...refusal, remote: true });
});

test("a refusal names who was refused only as the token itself names them", async () => {
  const refusal = { allowed: false, reason: "origin_not_allowed", revision: 7 };
  expect(await verdictOf(answer({ ...refusal, principal: SHOWN }))).toMatchObject({
    ...refusal,
    principal: { tokenId: "tok_1", expiresAt: Date.parse(SHOWN.expiresAt) / 1000 },
  });
  for (const principal of [{ ...SHOWN, keyId: "key_2" }, { ...SHOWN, expiresAt: "some day" }, "tok_1"]) {
    expect(await verdictOf(answer({ ...refusal, principal }))).toEqual({ ...refusal, remote: true });
  }
});

test("the server is asked all that the route asks, the website and the exposure too", async () => {
  let asked: unknown;
  const fetch = (async (_url: string, { body }: { body: string }) => {
    asked = JSON.parse(body);
    return answer(ALLOWED);
  }) as unknown as typeof globalThis.fetch;
  const options = { url: ISSUER, credential: () => "credential", issuer: ISSUER, audience: AUDIENCE, fetch };
  const request = {
    permission: READ_VALUES,
    origin: "https://shop.example",
    exposure: "publishable",
  } as const;
  const token = await signer.sign(CLAIMS);
  await verifyRemotely(options, token, request);
  expect(asked).toEqual({ token, ...request });
});

test("who is allowed is named by the ids in the token, and ends when the server says", async () => {
  expect(await verdictOf(answer(ALLOWED))).toEqual({
    allowed: true,
    remote: true,
    revision: 7,
    principal: {
      tokenId: "tok_1",
      keyId: "key_1",
      orgId: CLAIMS.org,
      teamId: CLAIMS.team,
      roleId: CLAIMS.role,
      entityType: "team",
      publishable: false,
      issuedAt: CLAIMS.iat,
      expiresAt: Date.parse(SHOWN.expiresAt) / 1000,
    },
  });
  const endless = answer({ ...ALLOWED, principal: { ...SHOWN, expiresAt: null } });
  expect(await verdictOf(endless)).toMatchObject({ principal: { expiresAt: null } });
});
