import { USAGE_BUCKETS_MAX, USAGE_DEFAULT_DAYS, USAGE_MAX_DAYS, USAGE_TOTALS_MAX } from "@keywright/contract";
import type { Db } from "../db/database.ts";
import { refuseField } from "../refusal.ts";
import { listUses, sumUses, type TotalRow, type UsageFilter } from "./count-queries.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The first instant that a request may name and the database can hold. */
const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");

interface UsageQuery {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly groupBy: "hour" | "day";
}

interface OfTokens extends UsageQuery, Pick<UsageFilter, "orgId" | "of" | "verdict"> {
  readonly now: Date;
}

/** How tokens were used in a time, all in all and hour by hour or day by day. */
export async function usageOf(db: Db, { orgId, of, verdict, now, ...query }: OfTokens) {
  const time = timeOf(query, now);
  const filter = { orgId, of, verdict, ...time };
  // One more than is shown tells whether there is more.
  const totals = await sumUses(db, filter, USAGE_TOTALS_MAX + 1);
  const buckets = await listUses(db, filter, query.groupBy, USAGE_BUCKETS_MAX + 1);
  return {
    after: time.after.toISOString(),
    before: time.before.toISOString(),
    groupBy: query.groupBy,
    totals: totals.slice(0, USAGE_TOTALS_MAX).map(show),
    buckets: buckets
      .slice(0, USAGE_BUCKETS_MAX)
      .map((row) => ({ start: row.start.toISOString(), ...show(row) })),
    truncated: totals.length > USAGE_TOTALS_MAX || buckets.length > USAGE_BUCKETS_MAX,
  };
}

/** Hours are counted whole, so the time begins with the hour or day that `after` lies in. */
function timeOf({ after, before, groupBy }: UsageQuery, now: Date): { after: Date; before: Date } {
  const unitMs = groupBy === "hour" ? HOUR_MS : DAY_MS;
  const endMs = before === undefined ? now.getTime() : Date.parse(before);
  const defaultStartMs = Math.max(FIRST_MS, endMs - USAGE_DEFAULT_DAYS * DAY_MS);
  const startMs = after === undefined ? defaultStartMs : Date.parse(after);
  if (startMs >= endMs) throw refuseField("validation_failed", "after", "must be earlier than before");
  if (endMs - startMs > USAGE_MAX_DAYS * DAY_MS) {
    const field = after === undefined ? "before" : "after";
    throw refuseField("validation_failed", field, `must be at most ${USAGE_MAX_DAYS} days before the end`);
  }
  return { after: new Date(Math.floor(startMs / unitMs) * unitMs), before: new Date(endMs) };
}

function show({ permission, project, verdict, count, last_at }: TotalRow) {
  return {
    permission: permission || null,
    project: project || null,
    verdict,
    count,
    lastAt: last_at.toISOString(),
  };
}
