import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UnsupportedChange, type Change, type EndChange } from "./changes.ts";
import {
  change,
  INSTALLATION,
  installed,
  ORG_ROLE,
  teamRole,
  UNRESTRICTED,
} from "./installation.test-support.ts";
import { snapshotOf } from "./snapshot.ts";
import { AuthorityState, FORGET_MARGIN_SECONDS } from "./state.ts";

const orgId = "acme-id";
const teamId = "acme-web-id";

describe("revisions", () => {
  test("only the next one is applied: a gap changes nothing, and neither does one that is known", () => {
    const state = installed();
    const suspended: Change = { kind: "org_set", orgId, slug: "acme", suspended: true };
    for (const [revision, outcome] of [
      [3, "gap"],
      [1, "duplicate"],
      [0, "duplicate"],
      [Number.NaN, "gap"],
    ] as const) {
      expect(state.apply({ revision, orgId, changes: [suspended] })).toBe(outcome);
      expect([state.revision, state.orgs.byId(orgId)?.suspended]).toEqual([1, false]);
    }
    expect(state.apply({ revision: 2, orgId, changes: [suspended] })).toBe("applied");
    expect([state.revision, state.orgs.byId(orgId)?.suspended]).toEqual([2, true]);
  });

  test("an empty revision counts, so that another organization's changes leave no gap", () => {
    const state = installed();
    expect(state.apply({ revision: 2, orgId: null, changes: [] })).toBe("applied");
    expect(state.revision).toBe(2);
  });

  test("before the first snapshot there is nothing to build on", () => {
    const state = new AuthorityState();
    expect(state.apply({ revision: 1, orgId: null, changes: INSTALLATION })).toBe("gap");
    expect([state.ready, state.revision, state.orgs.size]).toEqual([false, 0, 0]);
  });

  test("a snapshot replaces everything, also with less", () => {
    const state = installed();
    expect(state.applySnapshot({ revision: 1, changes: [] })).toBe("applied");
    expect([state.ready, state.revision, state.orgs.size, state.signingKeys.size]).toEqual([true, 1, 0, 0]);
  });

  test("a snapshot from a server that lags behind does not bring back authority that is gone", () => {
    const state = installed();
    const before = snapshotOf(state);
    change(state, { kind: "org_deleted", orgId });
    expect(state.applySnapshot(before)).toBe("duplicate");
    expect(state.applySnapshot({ ...before, revision: Number.NaN })).toBe("duplicate");
    expect([state.revision, state.orgs.byId(orgId)]).toEqual([2, undefined]);

    expect(() => change(state, { kind: "unheard_of" } as never)).toThrow();
    expect(state.applySnapshot(before)).toBe("duplicate");
    expect(state.ready).toBe(false);
  });
});

describe("a change that is not understood", () => {
  const unsupported: [string, object][] = [
    ["of an unknown kind", { kind: "team_locked", orgId, teamId }],
    ["of a kind every object has", { kind: "constructor" }],
    ["without a kind", { orgId }],
    ["with a field too many", { kind: "team_set", orgId, teamId, slug: "web", suspended: true }],
    ["with a field missing", { kind: "org_set", orgId, slug: "acme" }],
    ["with an empty id", { kind: "org_set", orgId: "", slug: "acme", suspended: false }],
    ["in an unknown organization", { kind: "team_set", orgId: "nowhere", teamId, slug: "web" }],
    ["in an unknown team", { kind: "project_set", orgId, teamId: "nowhere", projectId: "p", slug: "p" }],
    ["of a role in an unknown team", roleSet(teamRole("nowhere"))],
    ["of a role with an unknown limit", roleSet({ ...ORG_ROLE, hours: "9-17" })],
    [
      "of a role with an unknown restriction",
      roleSet(teamRole(teamId, { ...UNRESTRICTED, tags: [] } as never)),
    ],
    [
      "of a role with an unknown mode",
      roleSet(teamRole(teamId, { ...UNRESTRICTED, restrictionMode: "like" as never })),
    ],
    ["of a role of an unknown level", roleSet({ ...ORG_ROLE, level: "region" })],
    ["to an end that is no instant", { ...tokenEnded(1), endsAt: "now" }],
    ["to an end with another reason", { ...tokenEnded(1), reason: "paused" }],
    ["with a permission listed twice", { kind: "catalogue_set", entries: [entry(0), entry(1)] }],
    ["with a private signing key", { kind: "signing_keys_set", keys: [{ ...jwk(), d: "A".repeat(43) }] }],
    [
      "with a signing key of another algorithm",
      { kind: "signing_keys_set", keys: [{ ...jwk(), alg: "HS256" }] },
    ],
    ["with a signing key that is too short", { kind: "signing_keys_set", keys: [{ ...jwk(), x: "AAAA" }] }],
  ];

  test.each(unsupported)("%s stops the state until a snapshot it understands", (_, unknown) => {
    const state = installed();
    const before = snapshotOf(state);
    expect(() => change(state, unknown as Change)).toThrow(UnsupportedChange);
    expect([state.ready, state.revision]).toEqual([false, 1]);
    expect(state.apply({ revision: 2, orgId, changes: [] })).toBe("gap");

    expect(() => state.applySnapshot({ revision: 2, changes: [unknown as Change] })).toThrow(
      UnsupportedChange,
    );
    expect(state.ready).toBe(false);
    state.applySnapshot(before);
    expect(state.ready).toBe(true);
    expect(snapshotOf(state)).toEqual(before);
  });

  test("is told apart from a bug by its class, and nothing of its revision is applied", () => {
    const state = installed();
    const deleted: Change = { kind: "org_deleted", orgId };
    expect(() => change(state, deleted, { kind: "later" } as never)).toThrow(UnsupportedChange);
    expect(state.orgs.byId(orgId)).toBeDefined();
  });

  test("is also one that is no object", () => {
    for (const unknown of [null, 1, "org_deleted", []]) {
      expect(() => change(installed(), unknown as never)).toThrow(UnsupportedChange);
    }
  });
});

describe("what a deletion takes along", () => {
  test("a team takes its projects and roles, and leaves those of others", () => {
    const state = installed();
    change(state, { kind: "team_deleted", orgId, teamId }, { kind: "team_set", orgId, teamId, slug: "web" });
    const org = state.orgs.byId(orgId);
    expect(org?.teams.byId(teamId)).toMatchObject({ projects: { size: 0 }, roles: { size: 0 } });
    expect(org?.teams.bySlug("ops")).toMatchObject({ projects: { size: 1 }, roles: { size: 1 } });
    expect(org?.roles.size).toBe(1);
  });

  test("an organization takes everything, and leaves the others", () => {
    const state = installed();
    change(state, tokenEnded(5), { ...tokenEnded(5), orgId: "globex-id", id: "token-2" });
    change(state, { kind: "org_deleted", orgId });
    expect(state.orgs.bySlug("acme")).toBeUndefined();
    expect([...state.tokenEnds.keys()]).toEqual(["token-2"]);
    change(state, { kind: "org_set", orgId, slug: "acme", suspended: false });
    expect(state.orgs.byId(orgId)).toMatchObject({ teams: { size: 0 }, roles: { size: 0 } });
    expect(state.orgs.bySlug("globex")?.teams.size).toBe(2);
  });

  test("a role is gone wherever it lived, and moves when it is set elsewhere", () => {
    const state = installed();
    change(state, {
      kind: "role_set",
      orgId,
      roleId: "acme-web-admin-id",
      slug: "admin",
      definition: ORG_ROLE,
    });
    const org = state.orgs.byId(orgId);
    expect(org?.teams.byId(teamId)?.roles.size).toBe(0);
    expect(org?.roles.byId("acme-web-admin-id")).toBeDefined();
    change(state, { kind: "role_deleted", orgId, roleId: "acme-web-admin-id" });
    expect(org?.roles.byId("acme-web-admin-id")).toBeUndefined();
  });

  test("deleting what is not there is no error", () => {
    const state = installed();
    const before = snapshotOf(state).changes;
    change(
      state,
      { kind: "org_deleted", orgId: "nowhere" },
      { kind: "team_deleted", orgId: "nowhere", teamId },
      { kind: "team_deleted", orgId, teamId: "nowhere" },
      { kind: "project_deleted", orgId: "globex-id", teamId, projectId: "acme-shop-id" },
      { kind: "role_deleted", orgId: "globex-id", roleId: "acme-web-admin-id" },
    );
    expect(snapshotOf(state).changes).toEqual(before);
  });

  test("renaming keeps what hangs below", () => {
    const state = installed();
    const slug = "acme-2";
    change(
      state,
      { kind: "org_set", orgId, slug, suspended: false },
      { kind: "team_set", orgId, teamId, slug },
    );
    expect(state.orgs.bySlug(slug)?.teams.bySlug(slug)?.projects.bySlug("shop")?.id).toBe("acme-shop-id");
    expect(state.orgs.bySlug("acme")).toBeUndefined();
  });
});

describe("ends", () => {
  test("an end can be brought forward, never put off, in whichever order it is told", () => {
    const instant = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 6 }), (instants) => {
        const state = installed();
        for (const endsAt of instants) change(state, tokenEnded(endsAt));
        expect(state.tokenEnds.get("token-1")?.endsAt).toBe(Math.min(...instants));
      }),
    );
  });

  test("the reason is that of the end that comes first", () => {
    const state = installed();
    change(
      state,
      tokenEnded(50, { reason: "expired" }),
      tokenEnded(10, { reason: "revoked" }),
      tokenEnded(20),
    );
    expect(state.tokenEnds.get("token-1")).toMatchObject({ endsAt: 10, reason: "revoked" });
  });

  test("an end is kept while any change wanted it kept", () => {
    const state = installed();
    change(state, tokenEnded(1, { forgetAt: 100 }), tokenEnded(2, { forgetAt: 50 }));
    expect(state.tokenEnds.get("token-1")?.forgetAt).toBe(100);
    change(state, tokenEnded(3, { forgetAt: null }), tokenEnded(4, { forgetAt: 500 }));
    expect(state.tokenEnds.get("token-1")?.forgetAt).toBe(null);
  });

  test("a token and a key of the same id end apart", () => {
    const state = installed();
    change(state, { ...tokenEnded(1), kind: "key_ended" });
    expect([state.tokenEnds.has("token-1"), state.keyEnds.has("token-1")]).toEqual([false, true]);
  });

  test("an end told before its organization is not lost", () => {
    const state = new AuthorityState();
    state.applySnapshot({ revision: 1, changes: [tokenEnded(1), ...INSTALLATION] });
    expect(state.tokenEnds.has("token-1")).toBe(true);
  });

  test("ends are forgotten only when no clock in reason can find the key valid, and some never", () => {
    const state = installed();
    change(state, tokenEnded(1, { forgetAt: 100 }), {
      ...tokenEnded(1, { forgetAt: 100 }),
      kind: "key_ended",
    });
    change(state, { ...tokenEnded(1, { forgetAt: null }), id: "token-2" });
    expect(state.forget(100 + FORGET_MARGIN_SECONDS - 1)).toBe(0);
    expect(state.forget(Number.NaN)).toBe(0);
    expect(state.forget(100 + FORGET_MARGIN_SECONDS)).toBe(2);
    expect(state.forget(Number.MAX_SAFE_INTEGER)).toBe(0);
    expect([...state.tokenEnds.keys()]).toEqual(["token-2"]);
  });
});

function tokenEnded(endsAt: number, rest: Partial<EndChange> = {}): EndChange<"token_ended"> {
  return { orgId, id: "token-1", endsAt, forgetAt: null, reason: "revoked", ...rest, kind: "token_ended" };
}

function roleSet(definition: object): object {
  return { kind: "role_set", orgId, roleId: "role-1", slug: "role", definition };
}

function entry(bit: number): object {
  const flags = { sensitive: false, publishable: false, deprecated: false };
  return { permission: "team:admin:members:list", bit, origin: "operator", ...flags };
}

function jwk(): object {
  return { kty: "OKP", crv: "Ed25519", x: "A".repeat(43), kid: "key-1", alg: "EdDSA", use: "sig" };
}
