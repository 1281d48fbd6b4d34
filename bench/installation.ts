import type { CatalogueEntry } from "@keywright/policy";
import { ALGORITHM, AuthorityState, HEADER_TYPE, type KeyClaims, type PublicJwk } from "@keywright/verifier";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export const ISSUER = "https://keywright.example";
export const AUDIENCE = "https://api.example";
const ORG_ID = "org-1";
export const TEAM_ID = "team-1";
const ROLE_ID = "role-1";
export const CLIENT_IP = "203.0.113.7";

const CATEGORIES = 8;
const RESOURCES = 6;
const ACTIONS = ["create", "read", "update", "delete"];

/** 192 permissions, of the size and spelling that platforms have. */
const PERMISSIONS: readonly string[] = Array.from({ length: CATEGORIES }, (_, category) =>
  Array.from({ length: RESOURCES }, (_, resource) =>
    ACTIONS.map((action) => `project:category-${category}:resource-${resource}:${action}`),
  ),
).flat(2);

export const PROJECTS = ["shop", "blog", "docs"] as const;

/** What the one role gives: everything but deleting, in two of the three projects. */
export const HELD_PERMISSIONS = PERMISSIONS.filter((permission) => !permission.endsWith(":delete"));
export const HELD_PROJECTS: readonly string[] = ["shop", "blog"];

export interface Question {
  readonly permission: string;
  readonly project: string;
}

/** Every permission in every project, half of them allowed, in an order that nothing can predict. */
export const QUESTIONS: readonly Question[] = scattered(
  PERMISSIONS.flatMap((permission) => PROJECTS.map((project) => ({ permission, project }))),
);

export function isAllowed({ permission, project }: Question): boolean {
  return HELD_PERMISSIONS.includes(permission) && HELD_PROJECTS.includes(project);
}

export const projectId = (slug: string) => `project-${slug}`;

const CATALOGUE: readonly CatalogueEntry[] = PERMISSIONS.map((permission, bit) => ({
  permission,
  bit,
  origin: "operator",
  sensitive: false,
  publishable: false,
  deprecated: false,
}));

const REVOKED_TOKENS = 1000;

/** An installation as a verifier knows it: the catalogue, a team with three projects, the role, and revoked tokens. */
export function stateWith(signingKey: PublicJwk): AuthorityState {
  const state = new AuthorityState();
  const place = { orgId: ORG_ID, teamId: TEAM_ID };
  state.applySnapshot({
    revision: 1,
    changes: [
      { kind: "catalogue_set", entries: CATALOGUE },
      { kind: "signing_keys_set", keys: [signingKey] },
      { kind: "org_set", orgId: ORG_ID, slug: "acme", suspended: false },
      { kind: "team_set", ...place, slug: "web" },
      ...PROJECTS.map(
        (slug) => ({ kind: "project_set", ...place, projectId: projectId(slug), slug }) as const,
      ),
      {
        kind: "role_set",
        orgId: ORG_ID,
        roleId: ROLE_ID,
        slug: "deploy",
        definition: {
          level: "team",
          teamId: TEAM_ID,
          permissions: { platformScope: [], orgScope: [], teamScope: [], projectScope: HELD_PERMISSIONS },
          restrictions: {
            enabled: true,
            restrictionMode: "in",
            projects: HELD_PROJECTS.map(projectId),
            environments: null,
          },
        },
      },
      ...Array.from({ length: REVOKED_TOKENS }, (_, number) => {
        const end = { orgId: ORG_ID, id: `revoked-${number}`, endsAt: 0, forgetAt: null };
        return { kind: "token_ended", ...end, reason: "revoked" } as const;
      }),
    ],
  });
  return state;
}

export interface Mint {
  readonly publicKey: CryptoKey;
  readonly jwk: PublicJwk;
  /** Signs one token of the role, as the server does. Tokens of different numbers differ. */
  sign(number: number, narrowing?: KeyClaims["nrw"]): Promise<string>;
}

export async function createMint(): Promise<Mint> {
  const kid = "signing-key-1";
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const { x } = await exportJWK(publicKey);
  return {
    publicKey,
    jwk: { kty: "OKP", crv: "Ed25519", x: x as string, kid, alg: ALGORITHM, use: "sig" },
    sign: (number, narrowing) =>
      new SignJWT({ ...claimsOf(number, narrowing) } as JWTPayload)
        .setProtectedHeader({ kw: "keywright.example", typ: HEADER_TYPE, alg: ALGORITHM, kid })
        .sign(privateKey),
  };
}

const LIFETIME_SECONDS = 86_400;

/** Ids as long as the server's. */
function claimsOf(number: number, narrowing: KeyClaims["nrw"]): KeyClaims {
  const tokenId = `tok_${String(number).padStart(26, "0")}`;
  const nowSeconds = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: tokenId,
    jti: `key_${String(number).padStart(26, "0")}`,
    client_id: tokenId,
    iat: nowSeconds,
    exp: nowSeconds + LIFETIME_SECONDS,
    org: ORG_ID,
    team: TEAM_ID,
    role: ROLE_ID,
    entityType: "team",
    ...(narrowing && { nrw: narrowing }),
  };
}

/** The same things in an order without a pattern, the same every time. */
function scattered<T>(things: readonly T[]): readonly T[] {
  const STEP = 211;
  return things.map((_, index) => things[(index * STEP) % things.length] as T);
}
