import type { Db } from "../db/database.ts";
import type { Level } from "../roles/find.ts";
import { countForOverview, type Visible } from "../tokens/find.ts";
import { countVerifiers } from "../verifiers/count.ts";
import { sumVerdicts } from "./count-queries.ts";

const HOUR_MS = 3_600_000;
const REFUSALS_HOURS = 24;

interface Overview {
  readonly level: Level;
  readonly now: Date;
  /** Left out for those who may see none. */
  readonly tokens: { readonly visible: Visible } | undefined;
  /** The revision that verifiers should have; left out for those who may not see verifiers. */
  readonly revision: number | undefined;
}

/** A team in a few numbers. */
export async function overviewOf(db: Db, { level, now, tokens, revision }: Overview) {
  return {
    ...(tokens && {
      tokens: await countForOverview(db, level, tokens.visible, now),
      refusals24h: await refusalsIn(db, level, tokens.visible, now),
    }),
    ...(revision !== undefined && { verifiers: await countVerifiers(db, level.orgId, revision) }),
  };
}

/** Whole hours are counted: the one that began 24 hours ago still counts. */
async function refusalsIn(db: Db, level: Level, visible: Visible, now: Date) {
  const startMs = Math.floor(now.getTime() / HOUR_MS - REFUSALS_HOURS) * HOUR_MS;
  return sumVerdicts(db, {
    orgId: level.orgId,
    of: { level, visible },
    verdict: "refused",
    after: new Date(startMs),
    before: now,
  });
}
