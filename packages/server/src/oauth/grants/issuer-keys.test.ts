import { compactVerify } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CiIssuer, startCiIssuer } from "../../../test/ci-issuer.ts";
import { createIssuerKeys, IssuerUnavailable } from "./issuer-keys.ts";

const REACH = { privateAddresses: true };

let ci: CiIssuer;
beforeEach(async () => {
  ci = await startCiIssuer();
});
afterEach(() => ci.close());

const keyRequests = () => ci.requests.filter((path) => path === "/keys").length;

test("an issuer on a private address is never asked, unless the operator lets it", async () => {
  const keysOf = createIssuerKeys({ privateAddresses: false });
  await expect(keysOf(ci.issuer)).rejects.toBeInstanceOf(IssuerUnavailable);
  expect(ci.requests).toEqual([]);
});

test("keys that lie out of reach are not asked for, though the issuer names them", async () => {
  const keys = "http://keys.example.com/";
  ci.answer = () => ({ status: 200, body: JSON.stringify({ issuer: ci.issuer, jwks_uri: keys }) });
  await expect(createIssuerKeys(REACH)(ci.issuer)).rejects.toMatchObject({
    cause: expect.objectContaining({ message: "keys out of reach" }) as unknown,
  });
});

test("many who come at once ask the issuer once, and later ones not again", async () => {
  const keysOf = createIssuerKeys(REACH);
  await Promise.all([1, 2, 3, 4].map(() => keysOf(ci.issuer)));
  await compactVerify(await ci.sign({}), await keysOf(ci.issuer));
  expect(ci.requests).toEqual(["/.well-known/openid-configuration", "/keys"]);
});

test("a new key is found by asking once more; one that nobody publishes is not", async () => {
  const keysOf = createIssuerKeys(REACH, { askedAgainMs: 0 });
  const keys = await keysOf(ci.issuer);
  await ci.rotate(true);
  await compactVerify(await ci.sign({}), keys);
  expect(keyRequests()).toBe(2);
  await ci.rotate(false);
  await expect(compactVerify(await ci.sign({}), keys)).rejects.toMatchObject({
    code: "ERR_JWKS_NO_MATCHING_KEY",
  });
  expect(keyRequests()).toBe(3);
});

test("an issuer that failed is left alone for a moment, and one that answered is not forgotten for it", async () => {
  const keysOf = createIssuerKeys(REACH);
  const right = ci.answer;
  ci.answer = () => ({ status: 503, body: "" });
  for (let round = 0; round < 3; round++)
    await expect(keysOf(ci.issuer)).rejects.toBeInstanceOf(IssuerUnavailable);
  expect(ci.requests).toHaveLength(1);
  ci.answer = right;
  const other = createIssuerKeys(REACH);
  const keys = await other(ci.issuer);
  ci.answer = () => ({ status: 503, body: "" });
  await compactVerify(await ci.sign({}), keys);
});
