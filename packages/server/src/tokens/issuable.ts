import { ISSUABLE_ROLES_MAX } from "@keywright/contract";
import {
  type Authority as HeldAuthority,
  type Catalogue,
  firstBitNotIn,
  type Narrowing,
} from "@keywright/policy";
import type { PrincipalCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import { isCovered, roleAuthority } from "../roles/coverage.ts";
import { type Level, listRolesByName, type RoleRow } from "../roles/find.ts";
import { roleDefinition } from "../roles/role-change.ts";
import { policyInForce } from "./lifetime.ts";
import { mayWithTokens } from "./own.ts";
import { countPersonalTokens } from "./personal.queries.ts";
import { tokenPolicies } from "./queries.ts";

interface Issuer {
  readonly level: Level;
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
}

/** What somebody may issue tokens from, by the rules of `issueToken`. */
export async function listIssuableRoles(db: Db, issuer: Issuer, now: Date) {
  const { level, caller } = issuer;
  const roles = await listRolesByName(db, level, ISSUABLE_ROLES_MAX + 1);
  const issuable = roles
    .slice(0, ISSUABLE_ROLES_MAX)
    .map((role) => ({ role, owners: ownersFor(issuer, role) }))
    .filter(({ owners }) => owners.length > 0);
  return {
    roles: issuable.map(({ role, owners }) => ({
      id: role.slug,
      name: role.name,
      ...(role.description !== null && { description: role.description }),
      kind: role.kind,
      owners,
      publishable: isPublishable(issuer.catalogue, role),
    })),
    truncated: roles.length > ISSUABLE_ROLES_MAX,
    tokenPolicy: policyInForce(await tokenPolicies(db, level)),
    ...(caller.type === "member" && {
      personalTokens: await countPersonalTokens(db, { orgId: level.orgId, memberId: caller.memberId }, now),
    }),
  };
}

function ownersFor({ level, catalogue, caller }: Issuer, role: RoleRow): ("member" | "team")[] {
  const narrowing = toAddressesOf(caller.authority);
  if (!isCovered(caller, catalogue, roleDefinition(role), { narrowing })) return [];
  // A token says whose the token is that it issues: any member's who holds the role.
  if (caller.type === "token") return ["team", "member"];
  return [
    ...(caller.roleIds.includes(role.id) ? (["member"] as const) : []),
    ...(mayWithTokens({ ...level, catalogue, caller }, "create") ? (["team"] as const) : []),
  ];
}

/** One who is bound to addresses and websites may issue what is bound to them too. */
function toAddressesOf({ narrowing }: HeldAuthority): Narrowing | null {
  if (!narrowing?.allowedIps && !narrowing?.allowedOrigins) return null;
  const { allowedIps, allowedOrigins } = narrowing;
  return { bits: null, projects: null, environments: null, allowedIps, allowedOrigins };
}

function isPublishable(catalogue: Catalogue, role: RoleRow): boolean {
  const { grants } = roleAuthority(catalogue, roleDefinition(role));
  return grants.every(({ bits }) => firstBitNotIn(bits, catalogue.publishableBits) === undefined);
}
