import { KEYS_PER_TOKEN_MAX } from "@keywright/contract";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { deliverToken } from "../secret-syncs/deliver.ts";
import { listActiveKeys } from "../tokens/find.ts";
import { type Mint, mintKey } from "../tokens/mint.ts";
import { noSync, stop } from "./next-step.ts";
import type { RotationRow } from "./queries.ts";
import { halt, type Rotating, turn } from "./turn.ts";

export interface BeginDeps {
  readonly mint: Mint;
  readonly jobs: Jobs;
}

/**
 * Lets the token's syncs deliver a new key: another one, or the one that was issued before a stop. None is issued that
 * would reach nobody.
 */
export async function begin(work: Work, { mint, jobs }: BeginDeps, rotating: Rotating): Promise<RotationRow> {
  const { token, row } = rotating;
  const working = (await listActiveKeys(work.tx, token.org_id, token.id, work.now)).map(({ id }) => id);
  const goesOn = row.new_key_id !== null && working.includes(row.new_key_id);
  if (!goesOn && working.length >= KEYS_PER_TOKEN_MAX) {
    const refused = stop(
      "too_many_keys",
      `The token has ${KEYS_PER_TOKEN_MAX} keys, and may have no more. Delete one.`,
    );
    return halt(work, jobs, rotating, { verb: "start", stop: refused });
  }
  const changed = { orgId: token.org_id, tokenId: token.id, trigger: "rotation" } as const;
  const runIds = await deliverToken(jobs, work, changed);
  if (runIds.length === 0) return halt(work, jobs, rotating, { verb: "start", stop: noSync() });
  const issued = goesOn
    ? {}
    : {
        new_key_id: (await mintKey(mint, work.tx, token, { now: work.now, expiresAt: token.expires_at })).id,
        old_key_ids: json(working),
      };
  return turn(work, rotating, "start", {
    ...issued,
    state: "delivering",
    run_ids: json(runIds),
    started_at: work.now,
    delivered_at: null,
    code: null,
    message: null,
    look_at: work.now,
  });
}
