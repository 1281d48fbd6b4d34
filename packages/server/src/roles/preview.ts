import { PREVIEW_DAYS } from "@keywright/contract";
import { type Catalogue, expandPatterns, hasBit, or, type RoleDefinition, SCOPES } from "@keywright/policy";
import type { PrincipalCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { countTokensOf, usesOfRole } from "../usage/role-uses.ts";
import { roleAuthority } from "./coverage.ts";
import { countHolds } from "./hold-counts.ts";
import { findRoleBySlug } from "./queries.ts";
import { reachesSomewhere } from "./preview-reach.ts";
import { roleDefinition } from "./role-change.ts";
import { editedRole, levelOf, type RoleFields, type RolePlace } from "./roles.ts";

const DAY_MS = 24 * 3_600_000;

interface Preview {
  readonly caller: PrincipalCaller;
  readonly now: Date;
  readonly slug: string;
  readonly fields: RoleFields;
}

/** What an edit would do to those who have the role. Refused as the edit itself would be. */
export async function previewRole(db: Db, place: RolePlace, { caller, now, slug, fields }: Preview) {
  const role = await findRoleBySlug(db, levelOf(place), slug);
  if (!role) throw new Refusal("not_found");
  const before = roleDefinition(role);
  const after = roleDefinition(editedRole(caller, place, role, fields));
  const held = await countHolds(db, place.org.id, [role], now);
  return {
    ...differenceOf(place.catalogue, before, after),
    ...held(role),
    refusedCalls30d: await refusedCalls(db, place, role.id, { before, after, now }),
  };
}

function differenceOf(catalogue: Catalogue, before: RoleDefinition, after: RoleDefinition) {
  const bitsOf = ({ permissions }: RoleDefinition) =>
    SCOPES.map((scope) => expandPatterns(catalogue, scope, permissions[`${scope}Scope`])).reduce(or);
  const [had, has] = [bitsOf(before), bitsOf(after)];
  const only = (some: typeof had, others: typeof had) =>
    catalogue.entries
      .filter(({ bit }) => hasBit(some, bit) && !hasBit(others, bit))
      .map(({ permission }) => permission);
  return { added: only(has, had), removed: only(had, has) };
}

interface Edit {
  readonly before: RoleDefinition;
  readonly after: RoleDefinition;
  readonly now: Date;
}

async function refusedCalls(db: Db, { org, team, catalogue }: RolePlace, roleId: string, edit: Edit) {
  const teams = team ? [team] : [...org.teams];
  const had = roleAuthority(catalogue, edit.before);
  const has = roleAuthority(catalogue, edit.after);
  const of = { orgId: org.id, roleId, after: new Date(edit.now.getTime() - PREVIEW_DAYS * DAY_MS) };
  const lost = (await usesOfRole(db, of)).filter(
    (use) => reachesSomewhere(catalogue, had, teams, use) && !reachesSomewhere(catalogue, has, teams, use),
  );
  return (await countTokensOf(db, of, lost)).map(({ permission, calls, tokens }) => ({
    permission,
    calls,
    tokens,
  }));
}
