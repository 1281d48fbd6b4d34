import type { CatalogueEntry, ProjectRestriction, RoleDefinition } from "@keywright/policy";
import { UnsupportedChange, type Change, type PublicJwk } from "./changes.ts";
import {
  either,
  exactly,
  isBoolean,
  isCount,
  isRecord,
  isText,
  listOf,
  oneOf,
  orNull,
  type Shape,
} from "./shapes.ts";

type ShapeOf<T> = { readonly [Name in keyof T]-?: Shape };
type TeamRole = Extract<RoleDefinition, { level: "team" }>;
type OrgRole = Extract<RoleDefinition, { level: "org" }>;

const texts = listOf(isText);

const permissions = exactly({
  platformScope: texts,
  orgScope: texts,
  teamScope: texts,
  projectScope: texts,
} satisfies ShapeOf<RoleDefinition["permissions"]>);

const projectRestriction = exactly({
  enabled: isBoolean,
  projects: texts,
  restrictionMode: oneOf("in", "notIn"),
  environments: orNull(texts),
} satisfies ShapeOf<ProjectRestriction>);

const teamRole = exactly({
  level: oneOf("team"),
  teamId: isText,
  permissions,
  restrictions: projectRestriction,
} satisfies ShapeOf<TeamRole>);

const orgRole = exactly({
  level: oneOf("org"),
  permissions,
  restrictions: exactly({
    enabled: isBoolean,
    teams: listOf(exactly({ teamId: isText, restrictions: projectRestriction })),
  } satisfies ShapeOf<OrgRole["restrictions"]>),
} satisfies ShapeOf<OrgRole>);

const catalogueEntry = exactly({
  permission: isText,
  bit: isCount,
  origin: oneOf("keywright", "operator"),
  sensitive: isBoolean,
  publishable: isBoolean,
  deprecated: isBoolean,
} satisfies ShapeOf<CatalogueEntry>);

const ED25519_PUBLIC_KEY = /^[\w-]{43}$/;

const publicJwk = exactly({
  kty: oneOf("OKP"),
  crv: oneOf("Ed25519"),
  x: (value) => isText(value) && ED25519_PUBLIC_KEY.test(value),
  kid: isText,
  alg: oneOf("EdDSA"),
  use: oneOf("sig"),
} satisfies ShapeOf<PublicJwk>);

const end = {
  orgId: isText,
  id: isText,
  endsAt: isCount,
  forgetAt: orNull(isCount),
  reason: oneOf("revoked", "expired"),
};

const SHAPES: { readonly [Kind in Change["kind"]]: Omit<ShapeOf<Extract<Change, { kind: Kind }>>, "kind"> } =
  {
    catalogue_set: { entries: listOf(catalogueEntry) },
    signing_keys_set: { keys: listOf(publicJwk) },
    org_set: { orgId: isText, slug: isText, suspended: isBoolean },
    org_deleted: { orgId: isText },
    team_set: { orgId: isText, teamId: isText, slug: isText },
    team_deleted: { orgId: isText, teamId: isText },
    project_set: { orgId: isText, teamId: isText, projectId: isText, slug: isText },
    project_deleted: { orgId: isText, teamId: isText, projectId: isText },
    role_set: { orgId: isText, roleId: isText, slug: isText, definition: either(teamRole, orgRole) },
    role_deleted: { orgId: isText, roleId: isText },
    token_ended: end,
    key_ended: end,
  };

const SHAPE_BY_KIND: ReadonlyMap<unknown, Shape> = new Map(
  Object.entries(SHAPES).map(([kind, shapes]) => [kind, exactly({ kind: isText, ...shapes })]),
);

/**
 * Throws `UnsupportedChange` unless this version understands every change to the last field. Called before the first of
 * them is applied, with what came over a wire.
 */
export function assertSupported(changes: readonly unknown[]): asserts changes is readonly Change[] {
  for (const change of changes) {
    const kind = isRecord(change) ? change.kind : undefined;
    const shape = SHAPE_BY_KIND.get(kind);
    if (shape === undefined)
      throw new UnsupportedChange(`Changes of kind ${JSON.stringify(kind)} are not known`);
    if (!shape(change))
      throw new UnsupportedChange(`A change of kind "${String(kind)}" has a form that is not known`);
  }
}
