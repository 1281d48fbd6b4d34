// What syncs ask about the external tokens that they deliver.
import type { OwnPermission } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import type { PrincipalCaller } from "../caller.ts";
import type { Db, Tx } from "../db/database.ts";
import { type Ask, refuseDecision } from "../decision.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { Refusal } from "../refusal.ts";
import { findLiveKey } from "./key-queries.ts";
import { openValue } from "./key-value.ts";
import { externalPlace, requireReachedToken } from "./place.ts";
import { type ExternalTokenRow, findExternalTokenRow, lockExternalTokenRow } from "./queries.ts";

interface Asker {
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
  readonly org: Org;
  readonly team: Team;
  readonly decide: Ask;
}

/** A token whose value the caller may send somewhere: one that they see, and could have made. It stays until commit. */
export async function requireDeliverable(tx: Tx, asker: Asker, id: string): Promise<ExternalTokenRow> {
  const { catalogue, org, team, decide } = asker;
  const found = await lockExternalTokenRow(tx, org.id, id);
  for (const action of ["read", "create"] as const) {
    const permission = `team:admin:external-tokens:${action}` as const satisfies OwnPermission;
    refuseDecision(decide({ permission, teamId: team.id }));
    requireReachedToken(externalPlace(catalogue, asker, action), found);
  }
  const row = requireReachedToken(externalPlace(catalogue, asker, "read"), found);
  if (row.revoked_at !== null) throw tokenHasEnded();
  return row;
}

interface TokenKey {
  readonly orgId: string;
  readonly teamId: string;
  readonly id: string;
}

/** The value that the platform gave out last. Refused when the token has been revoked. */
export async function externalTokenValue(
  db: Db,
  encryption: Encryption,
  { orgId, teamId, id }: TokenKey,
): Promise<string> {
  const row = await findExternalTokenRow(db, orgId, id);
  if (!row || row.team_id !== teamId || row.issued_at === null || row.revoked_at !== null)
    throw tokenHasEnded();
  const key = await findLiveKey(db, orgId, id);
  const value = key && (await openValue(db, encryption, row, key));
  if (value === undefined) throw tokenHasEnded();
  return value;
}

function tokenHasEnded(): Refusal {
  return new Refusal("token_ended", {
    detail: "The external token has been revoked, so there is no value to deliver.",
  });
}
