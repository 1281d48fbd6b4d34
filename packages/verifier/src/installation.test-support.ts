import {
  compileNarrowing,
  type CatalogueEntry,
  type NarrowingDefinition,
  type PermissionPatterns,
  type ProjectRestriction,
  type RoleDefinition,
} from "@keywright/policy";
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters } from "jose";
import type { Change, PublicJwk } from "./changes.ts";
import { check, type CheckRequest } from "./check.ts";
import type { KeyClaims } from "./claims.ts";
import { ALGORITHM, HEADER_TYPE } from "./jwt.ts";
import { AuthorityState } from "./state.ts";
import { VerifiedKey } from "./verified-key.ts";

export const ISSUER = "https://keywright.example";
export const AUDIENCE = "https://api.example";
export const NOW_SECONDS = 1_800_000_000;

export const LIST_ORGS = "platform:admin:orgs:list";
export const READ_BILLING = "org:billing:invoices:read";
export const LIST_MEMBERS = "team:admin:members:list";
export const READ_VALUES = "project:secrets:secret-groups:read-values";
export const LIST_SYNCS = "project:secrets:syncs:list";

/** A signing key pair that signs tokens as an installation does. */
export interface Signer {
  readonly jwk: PublicJwk;
  sign(claims: object, header?: Partial<JWTHeaderParameters>): Promise<string>;
}

export async function createSigner(kid = "key-1"): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { crv: "Ed25519" });
  const { x } = await exportJWK(publicKey);
  return {
    jwk: { kty: "OKP", crv: "Ed25519", x: x as string, kid, alg: ALGORITHM, use: "sig" },
    sign: (claims, header) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ typ: HEADER_TYPE, alg: ALGORITHM, kid, ...header })
        .sign(privateKey),
  };
}

export const CATALOGUE: readonly CatalogueEntry[] = [
  LIST_ORGS,
  READ_BILLING,
  LIST_MEMBERS,
  READ_VALUES,
  LIST_SYNCS,
].map((permission, bit) => ({
  permission,
  bit,
  origin: "operator",
  sensitive: permission === READ_VALUES,
  publishable: permission === LIST_SYNCS,
  deprecated: false,
}));

const EVERYTHING: PermissionPatterns = {
  platformScope: ["*"],
  orgScope: ["*"],
  teamScope: ["*"],
  projectScope: ["*"],
};

export const UNRESTRICTED: ProjectRestriction = {
  enabled: false,
  projects: [],
  restrictionMode: "in",
  environments: null,
};

export function teamRole(
  teamId: string,
  restrictions = UNRESTRICTED,
  permissions = EVERYTHING,
): RoleDefinition {
  return { level: "team", teamId, permissions, restrictions };
}

export const ORG_ROLE: Extract<RoleDefinition, { level: "org" }> = {
  level: "org",
  permissions: EVERYTHING,
  restrictions: { enabled: false, teams: [] },
};

/** Two organizations whose teams, projects and roles have the same slugs, as they may. Ids are never slugs. */
export const INSTALLATION: readonly Change[] = [
  { kind: "catalogue_set", entries: CATALOGUE },
  ...organization("acme"),
  ...organization("globex"),
];

function organization(slug: string): Change[] {
  const orgId = `${slug}-id`;
  const [web, ops] = [`${slug}-web-id`, `${slug}-ops-id`];
  return [
    { kind: "org_set", orgId, slug, suspended: false },
    { kind: "team_set", orgId, teamId: web, slug: "web" },
    { kind: "team_set", orgId, teamId: ops, slug: "ops" },
    { kind: "project_set", orgId, teamId: web, projectId: `${slug}-shop-id`, slug: "shop" },
    { kind: "project_set", orgId, teamId: web, projectId: `${slug}-blog-id`, slug: "blog" },
    { kind: "project_set", orgId, teamId: ops, projectId: `${slug}-infra-id`, slug: "infra" },
    { kind: "role_set", orgId, roleId: `${slug}-web-admin-id`, slug: "admin", definition: teamRole(web) },
    { kind: "role_set", orgId, roleId: `${slug}-ops-admin-id`, slug: "admin", definition: teamRole(ops) },
    { kind: "role_set", orgId, roleId: `${slug}-admin-id`, slug: "admin", definition: ORG_ROLE },
  ];
}

/** Claims of a token of the role "admin" of team "web" of "acme". */
export const TEAM_CLAIMS: KeyClaims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "token-1",
  jti: "key-1-of-token-1",
  client_id: "token-1",
  iat: NOW_SECONDS - 60,
  org: "acme-id",
  team: "acme-web-id",
  role: "acme-web-admin-id",
  entityType: "team",
};

const { team: _, ...WITHOUT_TEAM } = TEAM_CLAIMS;

/** Claims of a token of the role "admin" of "acme" itself. */
export const ORG_CLAIMS: KeyClaims = { ...WITHOUT_TEAM, role: "acme-admin-id", entityType: "org" };

const STAND_IN_JWK: PublicJwk = {
  kty: "OKP",
  crv: "Ed25519",
  x: "A".repeat(43),
  kid: "key-1",
  alg: "EdDSA",
  use: "sig",
};

/** The installation at revision 1, with one signing key. */
export function installed(signingKeys: readonly PublicJwk[] = [STAND_IN_JWK]): AuthorityState {
  const state = new AuthorityState();
  state.applySnapshot({
    revision: 1,
    changes: [{ kind: "signing_keys_set", keys: signingKeys }, ...INSTALLATION],
  });
  return state;
}

/** Applies the changes as the next revision. */
export function change(state: AuthorityState, ...changes: readonly Change[]): void {
  const outcome = state.apply({ revision: state.revision + 1, orgId: null, changes });
  if (outcome !== "applied") throw new Error(`Expected the revision to be applied: ${outcome}`);
}

/** A key as if its signature had been checked against the signing key of `installed()`. */
export function verifiedKey(claims: KeyClaims, narrowing: VerifiedKey["narrowing"] = null): VerifiedKey {
  return new VerifiedKey({ claims, narrowing, kid: STAND_IN_JWK.kid, signedBy: STAND_IN_JWK.x });
}

/** Asks at a state before and after these changes, so that whatever is remembered gets in the way; the last answer. */
export function ask(
  request: CheckRequest,
  { claims = TEAM_CLAIMS, narrowing, changes = [], now = NOW_SECONDS }: Ask = {},
) {
  const state = installed();
  const key = verifiedKey(claims, narrowing === undefined ? null : (compileNarrowing(narrowing) ?? null));
  check(state, key, request, now);
  change(state, ...changes);
  const { allowed, ...verdict } = check(state, key, request, now);
  if (allowed) return "allowed";
  return "missing" in verdict
    ? `${verdict.reason}: ${verdict.missing}`
    : "reason" in verdict && verdict.reason;
}

interface Ask {
  claims?: KeyClaims;
  narrowing?: NarrowingDefinition;
  changes?: Change[];
  now?: number;
}
