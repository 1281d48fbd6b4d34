import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrowingFromClaim, narrowingToClaim, parseClaims } from "./claims.ts";
import { ORG_CLAIMS, TEAM_CLAIMS } from "./installation.test-support.ts";

const without = (name: string) =>
  Object.fromEntries(Object.entries(TEAM_CLAIMS).filter(([key]) => key !== name));

describe("parseClaims", () => {
  test("reads the claims of team, organization and platform tokens", () => {
    for (const claims of [TEAM_CLAIMS, ORG_CLAIMS, { ...ORG_CLAIMS, entityType: "platform" }]) {
      expect(parseClaims(claims)).toEqual(claims);
    }
    const everything = {
      ...TEAM_CLAIMS,
      aud: ["a", "b"],
      nbf: 0,
      exp: 2,
      pub: true,
      nrw: { p: "", pr: [], e: ["x"], o: ["https://shop.example"] },
    };
    expect(parseClaims(everything)).toEqual(everything);
  });

  test("ignores claims it does not know", () => {
    expect(parseClaims({ ...TEAM_CLAIMS, later: { anything: 1 } })).toMatchObject(TEAM_CLAIMS);
  });

  test.each(Object.keys(TEAM_CLAIMS))("refuses a payload without %s", (name) => {
    expect(parseClaims(without(name))).toBeUndefined();
  });

  test.each([
    ["iss", 1],
    ["aud", 1],
    ["aud", [1]],
    ["sub", ""],
    ["jti", null],
    ["client_id", "another-token"],
    ["iat", "1800000000"],
    ["iat", 1.5],
    ["iat", -1],
    ["nbf", "0"],
    ["nbf", null],
    ["exp", null],
    ["exp", "9999999999"],
    ["exp", 1e300],
    ["exp", Number.NaN],
    ["org", ["acme-id"]],
    ["team", 7],
    ["team", ""],
    ["role", {}],
    ["entityType", "user"],
    ["entityType", "org"],
    ["entityType", "platform"],
    ["pub", false],
    ["pub", "true"],
    ["pub", 1],
    ["nrw", null],
    ["nrw", []],
    ["nrw", { p: 1 }],
    ["nrw", { pr: "shop" }],
    ["nrw", { e: [1] }],
    ["nrw", { ip: [null] }],
    ["nrw", { o: "https://shop.example" }],
    ["nrw", { o: [""] }],
    ["nrw", { o: null }],
  ])("refuses %s: %j instead of reading it as less of a limit", (name, value) => {
    expect(parseClaims({ ...TEAM_CLAIMS, [name]: value })).toBeUndefined();
  });

  test("refuses a narrowing with a member it does not know, which could take more away", () => {
    expect(parseClaims({ ...TEAM_CLAIMS, nrw: { pr: ["shop"], hours: "9-17" } })).toBeUndefined();
    expect(parseClaims({ ...TEAM_CLAIMS, nrw: JSON.parse('{"__proto__": {"pr": []}}') })).toBeUndefined();
  });

  test("never throws, whatever the payload", () => {
    fc.assert(fc.property(fc.anything(), (payload) => void parseClaims(payload)));
    const loose = fc.record(
      Object.fromEntries([...Object.keys(TEAM_CLAIMS), "exp", "nrw"].map((name) => [name, fc.jsonValue()])),
    );
    fc.assert(fc.property(loose, (payload) => parseClaims(payload) === undefined));
  });
});

describe("the claim nrw", () => {
  const list = fc.array(fc.string({ minLength: 1 }), { maxLength: 4 });
  const definition = fc.record(
    {
      permissionBits: fc.string(),
      projects: list,
      environments: list,
      allowedIps: list,
      allowedOrigins: list,
    },
    { requiredKeys: [] },
  );

  test("carries a narrowing unchanged: a field left out stays out, an empty list stays empty", () => {
    fc.assert(
      fc.property(definition, (narrowing) => {
        const claim: unknown = JSON.parse(JSON.stringify(narrowingToClaim(narrowing)));
        expect(narrowingFromClaim(claim)).toStrictEqual({ ...narrowing });
      }),
    );
  });
});
