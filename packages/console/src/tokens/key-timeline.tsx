import { useNow } from "../ui/now.ts";
import { dayOf, exactTime } from "../ui/relative-time.tsx";
import classes from "./key-timeline.module.css";
import type { KeyRow } from "./token-operations.ts";

const WHOLE = 100;
/** Room to the right of now for keys without an end. */
const AHEAD = 0.25;

/** One bar for each key, from when it was issued to when it ends: where two stand above each other, both work. */
export function KeyTimeline({ keys }: { readonly keys: readonly KeyRow[] }) {
  const nowMs = useNow();
  const first = Math.min(nowMs, ...keys.map(({ issuedAt }) => Date.parse(issuedAt)));
  const ends = keys.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [Date.parse(expiresAt)]));
  const past = Math.max(nowMs - first, 60_000);
  // An end in ten years would press everything else to the left edge.
  const last = Math.min(Math.max(nowMs + past * AHEAD, ...ends), nowMs + past * 3 + 24 * 3600 * 1000);
  const at = (ms: number) => Math.min(WHOLE, Math.max(0, ((ms - first) / (last - first)) * WHOLE));
  return (
    <div>
      <ol className={classes.keys}>
        {keys.map(({ id, issuedAt, expiresAt, active }) => {
          const start = at(Date.parse(issuedAt));
          const end = expiresAt === null ? WHOLE : at(Date.parse(expiresAt));
          return (
            <li key={id} className={classes.key}>
              <span
                className={classes.bar}
                data-active={active || undefined}
                data-open={expiresAt === null || undefined}
                style={{ left: `${start}%`, width: `${Math.max(end - start, 0.6)}%` }}
                title={`${id}: ${exactTime(issuedAt)} to ${expiresAt === null ? "no end" : exactTime(expiresAt)}`}
              />
            </li>
          );
        })}
        <li className={classes.now} style={{ left: `${at(nowMs)}%` }} aria-hidden>
          <span>now</span>
        </li>
      </ol>
      <div className={classes.axis} aria-hidden>
        <span>{dayOf(new Date(first).toISOString())}</span>
        <span>{dayOf(new Date(last).toISOString())}</span>
      </div>
    </div>
  );
}
