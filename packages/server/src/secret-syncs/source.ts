import { VARIABLE_NAME_MAX_LENGTH } from "@keywright/contract";
import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { externalTokenValue } from "../external-tokens/deliverable.ts";
import { Refusal } from "../refusal.ts";
import { groupVariables } from "../secret-groups/of-syncs.ts";
import type { Mint } from "../tokens/mint.ts";
import { newestValue } from "../tokens/source.ts";
import { mapName } from "./key-schema.ts";
import { ownedBy } from "./owned.ts";
import type { Sync } from "./queries.ts";

export interface SourceDeps {
  readonly encryption: Encryption;
  readonly mint: Mint;
}

/** What is to be at the destination, by the names there. Refused when there is nothing to be had. */
export async function readSource(
  deps: SourceDeps,
  db: Db,
  sync: Sync,
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const values = await valuesOf(deps, db, sync, now);
  const owned = ownedBy(sync);
  const mapped = [...values].map(([name, value]) => [mapName(owned, name), value] as const);
  const long = mapped.map(([name]) => name).filter(({ length }) => length > VARIABLE_NAME_MAX_LENGTH);
  if (long.length > 0) {
    throw new Refusal("validation_failed", {
      detail: `With the key schema these names have more than ${VARIABLE_NAME_MAX_LENGTH} characters: ${long.join(", ")}.`,
    });
  }
  return new Map(mapped);
}

/** The names alone, which are there also when the values are not to be had any more. */
export async function readSourceNames(deps: SourceDeps, db: Db, sync: Sync): Promise<string[]> {
  if (sync.variable !== null) return [sync.variable];
  const values = await valuesOf(deps, db, sync, new Date());
  return [...values.keys()].map((name) => mapName(ownedBy(sync), name));
}

async function valuesOf(
  { encryption, mint }: SourceDeps,
  db: Db,
  sync: Sync,
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const { org_id: orgId, team_id: teamId, source_group_id: groupId, variable } = sync;
  if (variable === null) return groupVariables(db, encryption, { orgId, groupId: groupId ?? "" });
  const { source_token_id: tokenId, source_external_token_id: externalTokenId } = sync;
  const value =
    tokenId === null
      ? externalTokenValue(db, encryption, { orgId, teamId, id: externalTokenId ?? "" })
      : newestValue(mint, db, { orgId, teamId, id: tokenId }, now);
  return new Map([[variable, await standing(value)]]);
}

/** That a token has ended is said to those who look after the sync. */
async function standing(value: Promise<string>): Promise<string> {
  try {
    return await value;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal("token_ended", {
      detail:
        "The token has expired or been revoked, so there is no key to deliver. What was delivered before is still " +
        "there, and nobody accepts it.",
    });
  }
}
