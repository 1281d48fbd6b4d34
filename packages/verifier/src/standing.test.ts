import { describe, expect, test } from "vitest";
import type { Change } from "./changes.ts";
import { authenticateKey, check, type CheckRequest } from "./check.ts";
import {
  ask,
  change,
  installed,
  LIST_MEMBERS,
  NOW_SECONDS,
  ORG_CLAIMS,
  READ_VALUES,
  TEAM_CLAIMS,
  verifiedKey,
} from "./installation.test-support.ts";
import { AuthorityState } from "./state.ts";

const orgId = "acme-id";
const teamId = "acme-web-id";
const IN_SHOP: CheckRequest = { permission: READ_VALUES, team: "web", project: "shop" };

describe("the key itself", () => {
  const suspended: Change = { kind: "org_set", orgId, slug: "acme", suspended: true };
  const end = { orgId, endsAt: NOW_SECONDS, forgetAt: null, reason: "revoked" } as const;
  const tokenEnded: Change = { kind: "token_ended", id: "token-1", ...end };
  const keyEnded: Change = { kind: "key_ended", id: "key-1-of-token-1", ...end, reason: "expired" };
  const roleDeleted: Change = { kind: "role_deleted", orgId, roleId: "acme-web-admin-id" };
  const withdrawn: Change = { kind: "signing_keys_set", keys: [] };
  const reasonOf = (...changes: Change[]) => ask(IN_SHOP, { changes });

  test("is refused at once, with the reason, when its authority goes", () => {
    expect(reasonOf()).toBe("allowed");
    expect(reasonOf(suspended)).toBe("suspended");
    expect(reasonOf({ kind: "org_deleted", orgId })).toBe("revoked");
    expect(reasonOf(tokenEnded)).toBe("revoked");
    expect(reasonOf(keyEnded)).toBe("expired");
    expect(reasonOf(roleDeleted)).toBe("role_deleted");
    expect(reasonOf({ kind: "team_deleted", orgId, teamId })).toBe("role_deleted");
    expect(reasonOf(withdrawn)).toBe("bad_signature");
  });

  test("is refused for the first of several reasons", () => {
    const late = { ...TEAM_CLAIMS, exp: NOW_SECONDS };
    const early = { ...late, nbf: NOW_SECONDS + 1 };
    const all: Change[] = [suspended, tokenEnded, keyEnded, roleDeleted];
    expect(ask(IN_SHOP, { claims: early, changes: [withdrawn, ...all] })).toBe("bad_signature");
    expect(ask(IN_SHOP, { claims: early, changes: all })).toBe("not_yet_valid");
    expect(ask(IN_SHOP, { claims: late, changes: all })).toBe("expired");
    expect(ask(IN_SHOP, { changes: [tokenEnded, { kind: "org_deleted", orgId }] })).toBe("revoked");
    expect(reasonOf(...all)).toBe("suspended");
    expect(reasonOf(tokenEnded, keyEnded, roleDeleted)).toBe("revoked");
    expect(reasonOf(keyEnded, roleDeleted)).toBe("expired");
  });

  test("is valid from nbf on, and no longer at exp, to the second", () => {
    const claims = { ...TEAM_CLAIMS, nbf: 100, exp: 200 };
    const at = (now: number) => ask(IN_SHOP, { claims, now });
    expect([99, 99.9, 100, 199.9, 200, 1e12].map(at)).toEqual([
      "not_yet_valid",
      "not_yet_valid",
      "allowed",
      "allowed",
      "expired",
      "expired",
    ]);
  });

  test("lives until an end that lies ahead, and not a second more", () => {
    const changes: Change[] = [{ ...tokenEnded, endsAt: NOW_SECONDS + 5 }];
    expect(ask(IN_SHOP, { changes, now: NOW_SECONDS + 4 })).toBe("allowed");
    expect(ask(IN_SHOP, { changes, now: NOW_SECONDS + 5 })).toBe("revoked");
  });

  test("is refused when the time is not known", () => {
    const now = Number.NaN;
    expect(ask(IN_SHOP, { now })).toBe("stale");
    expect(ask(IN_SHOP, { now, claims: { ...TEAM_CLAIMS, exp: NOW_SECONDS } })).toBe("stale");
  });

  test("is stale, and not revoked, while the state is not known", () => {
    const empty = new AuthorityState();
    expect(check(empty, verifiedKey(TEAM_CLAIMS), IN_SHOP, NOW_SECONDS)).toMatchObject({ reason: "stale" });

    const [state, key] = [installed(), verifiedKey(TEAM_CLAIMS)];
    expect(check(state, key, IN_SHOP, NOW_SECONDS).allowed).toBe(true);
    expect(() => change(state, { kind: "unheard_of" } as never)).toThrow();
    expect(check(state, key, IN_SHOP, NOW_SECONDS)).toMatchObject({ reason: "stale" });
  });

  test.each([
    ["another team's", { ...TEAM_CLAIMS, role: "acme-ops-admin-id" }],
    ["its organization's, in a team token", { ...TEAM_CLAIMS, role: "acme-admin-id" }],
    ["a team's, in an organization token", { ...ORG_CLAIMS, role: "acme-web-admin-id" }],
    ["another organization's", { ...TEAM_CLAIMS, role: "globex-web-admin-id" }],
    [
      "in a team of another organization",
      { ...TEAM_CLAIMS, team: "globex-web-id", role: "globex-web-admin-id" },
    ],
    ["unknown", { ...TEAM_CLAIMS, role: "nothing" }],
    ["its organization's, in an unknown team", { ...TEAM_CLAIMS, team: "nothing", role: "acme-admin-id" }],
  ])("has no role when the one it claims is %s", (_, claims) => {
    expect(ask({ permission: LIST_MEMBERS }, { claims })).toBe("role_deleted");
  });
});

describe("authenticateKey", () => {
  test("tells who holds the key, and when it ends as far as is known", () => {
    const state = installed();
    const claims = { ...TEAM_CLAIMS, exp: NOW_SECONDS + 100 };
    const key = verifiedKey(claims);
    expect(authenticateKey(state, key, NOW_SECONDS)).toMatchObject({
      allowed: true,
      revision: 1,
      principal: {
        tokenId: "token-1",
        keyId: "key-1-of-token-1",
        orgId,
        teamId,
        roleId: "acme-web-admin-id",
        entityType: "team",
        publishable: false,
        issuedAt: NOW_SECONDS - 60,
        expiresAt: NOW_SECONDS + 100,
      },
    });
    const end = { orgId, endsAt: NOW_SECONDS + 50, forgetAt: null, reason: "expired" } as const;
    change(state, { kind: "key_ended", id: key.claims.jti, ...end });
    const verdict = authenticateKey(state, key, NOW_SECONDS);
    expect(verdict).toMatchObject({ revision: 2, principal: { expiresAt: NOW_SECONDS + 50 } });
  });

  test("knows no end for a key without expiry, and no team for a token of the organization", () => {
    const verdict = authenticateKey(installed(), verifiedKey(ORG_CLAIMS), NOW_SECONDS);
    expect(verdict).toMatchObject({ principal: { expiresAt: null, teamId: null } });
  });

  test("names no principal when it refuses: there is no authority left to hold", () => {
    const verdict = authenticateKey(installed(), verifiedKey({ ...TEAM_CLAIMS, exp: 1 }), NOW_SECONDS);
    expect(verdict).toEqual({ allowed: false, reason: "expired", revision: 1 });
  });
});
