import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change, Snapshot } from "./changes.ts";
import { check, type CheckRequest } from "./check.ts";
import type { KeyClaims } from "./claims.ts";
import {
  CATALOGUE,
  LIST_MEMBERS,
  NOW_SECONDS,
  ORG_CLAIMS,
  ORG_ROLE,
  READ_BILLING,
  READ_VALUES,
  TEAM_CLAIMS,
  teamRole,
  UNRESTRICTED,
  verifiedKey,
} from "./installation.test-support.ts";
import { snapshotOf } from "./snapshot.ts";
import { AuthorityState } from "./state.ts";

/**
 * The state as a naive list: each thing under the path of its parents. Setting writes a path, deleting removes it and
 * all below it. No indexes, no classes: what the reducer must agree with.
 */
type Model = ReadonlyMap<string, Change>;

const kindOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
const parentOf = (path: string) => path.slice(0, path.lastIndexOf("/", path.lastIndexOf("/") - 1));

function pathOf(change: Change): string {
  const { kind } = change;
  if (kind === "catalogue_set" || kind === "signing_keys_set") return kind;
  const org = `org/${change.orgId}`;
  if (kind === "org_set" || kind === "org_deleted") return org;
  if (kind === "token_ended" || kind === "key_ended") return `${org}/${kind}/${change.id}`;
  if (kind === "team_set" || kind === "team_deleted") return `${org}/team/${change.teamId}`;
  if (kind === "project_set" || kind === "project_deleted") {
    return `${org}/team/${change.teamId}/project/${change.projectId}`;
  }
  const home =
    kind === "role_set" && change.definition.level === "team" ? `/team/${change.definition.teamId}` : "";
  return `${org}${home}/role/${change.roleId}`;
}

function inModel(model: Model, change: Change): Model {
  const path = pathOf(change);
  const isRole = change.kind === "role_set" || change.kind === "role_deleted";
  const isGone = (other: string) =>
    isRole
      ? other.startsWith(`org/${change.orgId}/`) && other.endsWith(`/role/${change.roleId}`)
      : change.kind.endsWith("_deleted") && (other === path || other.startsWith(`${path}/`));
  const kept = [...model].filter(([other]) => !isGone(other));
  return new Map(change.kind.endsWith("_deleted") ? kept : [...kept, [path, change]]);
}

/** Leaves out what the server could not have said: a parent that is not there, a slug that is taken, an end told twice. */
function consistent(changes: readonly Change[]): Change[] {
  let model: Model = new Map();
  return changes.filter((change) => {
    const path = pathOf(change);
    const isOrphan = change.kind.endsWith("_set") && path.split("/").length > 2 && !model.has(parentOf(path));
    const isEndedAgain = change.kind.endsWith("_ended") && (model.has(path) || !model.has(parentOf(path)));
    const isClash = [...model].some(([other, held]) => {
      const isSibling = other !== path && kindOf(other) === kindOf(path);
      return isSibling && "slug" in held && "slug" in change && held.slug === change.slug;
    });
    if (isOrphan || isEndedAgain || isClash) return false;
    model = inModel(model, change);
    return true;
  });
}

const orgId = fc.constantFrom("acme-id", "globex-id");
const teamId = fc.constantFrom("acme-web-id", "acme-ops-id");
const projectId = fc.constantFrom("shop-id", "blog-id");
const roleId = fc.constantFrom("acme-web-admin-id", "acme-admin-id");
const slug = fc.constantFrom("web", "ops", "shop", "blog");
const restriction = fc.record({
  enabled: fc.boolean(),
  projects: fc.subarray(["shop-id", "blog-id", "*"]),
  restrictionMode: fc.constantFrom("in" as const, "notIn" as const),
  environments: fc.constantFrom(null, [], ["dev"]),
});
const definition = fc.oneof(
  fc
    .tuple(teamId, fc.oneof(restriction, fc.constant(UNRESTRICTED)))
    .map(([id, limits]) => teamRole(id, limits)),
  fc.constant(ORG_ROLE),
  restriction.map((restrictions) => ({
    ...ORG_ROLE,
    restrictions: { enabled: true, teams: [{ teamId: "acme-web-id", restrictions }] },
  })),
);
const ended = {
  endsAt: fc.constantFrom(NOW_SECONDS - 1, NOW_SECONDS, NOW_SECONDS + 1),
  forgetAt: fc.constantFrom(null, NOW_SECONDS + 1),
  reason: fc.constantFrom("revoked" as const, "expired" as const),
};
const [jwk] = snapshotKeys();

const record = <Kind extends Change["kind"], T>(
  kind: Kind,
  model: { [Name in keyof T]: fc.Arbitrary<T[Name]> },
) => fc.record(model).map((fields) => ({ kind, ...fields }));

const change: fc.Arbitrary<Change> = fc.oneof(
  record("catalogue_set", { entries: fc.subarray([...CATALOGUE], { minLength: 2 }) }),
  record("signing_keys_set", { keys: fc.constantFrom([jwk], [jwk], [jwk], []) }),
  record("org_set", { orgId, slug, suspended: fc.boolean() }),
  record("org_deleted", { orgId }),
  record("team_set", { orgId, teamId, slug }),
  record("team_deleted", { orgId, teamId }),
  record("project_set", { orgId, teamId, projectId, slug }),
  record("project_deleted", { orgId, teamId, projectId }),
  record("role_set", { orgId, roleId, slug, definition }),
  record("role_deleted", { orgId, roleId }),
  record("token_ended", { orgId: fc.constant("acme-id"), id: fc.constant("token-1"), ...ended }),
  record("token_ended", { orgId: fc.constant("globex-id"), id: fc.constant("token-2"), ...ended }),
  record("key_ended", { orgId: fc.constant("acme-id"), id: fc.constant("key-1-of-token-1"), ...ended }),
);

/** What most installations have, so that random changes meet something to change. */
const START: Change[] = [
  { kind: "catalogue_set", entries: CATALOGUE },
  { kind: "signing_keys_set", keys: [jwk] },
  { kind: "org_set", orgId: "acme-id", slug: "acme", suspended: false },
  { kind: "team_set", orgId: "acme-id", teamId: "acme-web-id", slug: "web" },
  { kind: "project_set", orgId: "acme-id", teamId: "acme-web-id", projectId: "shop-id", slug: "shop" },
  {
    kind: "role_set",
    orgId: "acme-id",
    roleId: "acme-web-admin-id",
    slug: "admin",
    definition: teamRole("acme-web-id"),
  },
  { kind: "role_set", orgId: "acme-id", roleId: "acme-admin-id", slug: "admin", definition: ORG_ROLE },
];
const history = fc.array(change, { maxLength: 40 }).map((changes) => consistent([...START, ...changes]));
const revisions = history.chain((changes) =>
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }).map((sizes) => cut(changes, sizes)),
);

const requests: CheckRequest[] = [
  { permission: READ_BILLING },
  { permission: LIST_MEMBERS },
  { permission: LIST_MEMBERS, team: "ops" },
  { permission: READ_VALUES, project: "shop" },
  { permission: READ_VALUES, team: "web", project: "blog", environment: "dev" },
];
const holders: KeyClaims[] = [TEAM_CLAIMS, ORG_CLAIMS, { ...TEAM_CLAIMS, exp: NOW_SECONDS, pub: true }];

describe("a state", () => {
  test("holds what a naive list of the same changes holds, and no more", () => {
    fc.assert(
      fc.property(revisions, (list) => {
        const model = list.flat().reduce(inModel, new Map());
        const changes = snapshotOf(stateAfter(list)).changes.map((told) => [pathOf(told), told] as const);
        expect(new Map(changes)).toEqual(model);
        expect(changes).toHaveLength(model.size);
      }),
      { numRuns: 300 },
    );
  });

  test("from a snapshot and the revisions after it equals one that followed from the start", () => {
    fc.assert(
      fc.property(revisions, fc.nat(), (list, at) => {
        const start = at % (list.length + 1);
        const snapshot = overTheWire(snapshotOf(stateAfter(list.slice(0, start))));
        const resumed = follow(list.slice(start), snapshot);
        const followed = stateAfter(list);
        expect(resumed.revision).toBe(followed.revision);
        expect(sorted(snapshotOf(resumed))).toEqual(sorted(snapshotOf(followed)));
        for (const claims of holders) expect(answers(resumed, claims)).toEqual(answers(followed, claims));
      }),
      { numRuns: 300 },
    );
  });

  test("told of one organization gives its keys the same answers, and knows no other", () => {
    fc.assert(
      fc.property(revisions, (list) => {
        const whole = stateAfter(list);
        const part = follow([], snapshotOf(whole, "acme-id"));
        for (const claims of holders) expect(answers(part, claims)).toEqual(answers(whole, claims));
        expect(JSON.stringify(snapshotOf(part))).not.toContain("globex-id");
      }),
    );
  });
});

test("a key remembered through every change answers like one read afresh", () => {
  fc.assert(
    fc.property(revisions, (list) => {
      const state = follow([], { revision: 0, changes: [] });
      const remembered = holders.map((claims) => verifiedKey(claims));
      for (const [index, changes] of list.entries()) {
        state.apply({ revision: index + 1, orgId: null, changes });
        for (const key of remembered)
          expect(answers(state, key.claims, key)).toEqual(answers(state, key.claims));
      }
    }),
    { numRuns: 300 },
  );
});

test("a token that was revoked is refused for ever, whatever else its organization changes", () => {
  const end = { orgId: "acme-id", id: "token-1", endsAt: 0, forgetAt: null, reason: "revoked" } as const;
  // The id of a deleted organization is never given again, so its ends go with it.
  const others = fc.array(
    change.filter(({ kind }) => kind !== "org_deleted"),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(others, fc.nat(), (changes, at) => {
      const list = consistent([...START, ...changes]);
      const revokedAt = START.length + (at % (list.length - START.length + 1));
      const state = stateAfter([list.toSpliced(revokedAt, 0, { kind: "token_ended", ...end })]);
      for (const claims of [TEAM_CLAIMS, ORG_CLAIMS]) {
        for (const verdict of answers(state, claims)) expect(verdict.allowed).toBe(false);
      }
    }),
  );
});

function snapshotKeys() {
  const { kid, signedBy: x } = verifiedKey(TEAM_CLAIMS);
  return [{ kty: "OKP", crv: "Ed25519", x, kid, alg: "EdDSA", use: "sig" }] as const;
}

function cut(changes: readonly Change[], sizes: readonly number[]): Change[][] {
  const list: Change[][] = [];
  for (let at = 0, index = 0; at < changes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    list.push(changes.slice(at, at + size));
    at += size;
  }
  return list;
}

function follow(list: readonly Change[][], snapshot: Snapshot): AuthorityState {
  const state = new AuthorityState();
  state.applySnapshot(snapshot);
  for (const changes of list) state.apply({ revision: state.revision + 1, orgId: null, changes });
  return state;
}

function stateAfter(list: readonly Change[][]): AuthorityState {
  return follow(list, { revision: 0, changes: [] });
}

function answers(state: AuthorityState, claims: KeyClaims, key = verifiedKey(claims)) {
  return requests.map((request) => check(state, key, request, NOW_SECONDS));
}

function overTheWire(snapshot: Snapshot): Snapshot {
  return JSON.parse(JSON.stringify(snapshot)) as Snapshot;
}

function sorted({ changes }: Snapshot) {
  return changes.map((told) => JSON.stringify(told)).sort();
}
