import { EXPIRY_NOTICE_DAYS_MAX } from "@keywright/contract";

const DAY_MS = 24 * 3_600_000;
/** By then other days may have been set, or the organization may be suspended no more. */
const AGAIN_AFTER_MS = DAY_MS;

interface Life {
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** When to look at a new token for the first time; null for one that no notice can be given of. */
export function firstLook(createdAt: Date, expiresAt: Date | null): Date | null {
  if (expiresAt === null || expiresAt.getTime() - createdAt.getTime() <= DAY_MS) return null;
  return new Date(Math.max(createdAt.getTime(), firstSight(expiresAt)));
}

/** What is set when the expiry comes nearer: people are told of that too. */
export function toldAnew(now: Date): { readonly noticed_days: null; readonly notice_look_at: Date } {
  return { noticed_days: null, notice_look_at: now };
}

/** No notice is given before. */
function firstSight(expiresAt: Date): number {
  return expiresAt.getTime() - EXPIRY_NOTICE_DAYS_MAX * DAY_MS;
}

export interface Looked {
  /** So many days before its expiry notice is to be given now. */
  readonly give: number | null;
  /** When to look again; null: never. */
  readonly lookAt: Date | null;
}

interface Noticeable extends Life {
  /** How many days before notice is given; none for those that live no longer anyway. */
  readonly days: readonly number[];
  /** Of which of them it was given last. */
  readonly noticedDays: number | null;
}

/** Of several days that have passed at a time the nearest counts: the others are no news any more. */
export function look({ createdAt, expiresAt, days, noticedDays }: Noticeable, now: Date): Looked {
  const notices = days
    .map((days) => ({ days, at: expiresAt.getTime() - days * DAY_MS }))
    .filter(({ at }) => at > createdAt.getTime());
  const passed = notices.filter(({ at }) => at <= now.getTime());
  const ahead = notices.filter(({ at }) => at > now.getTime());
  const nearest = Math.min(...passed.map(({ days }) => days));
  const next = Math.min(now.getTime() + AGAIN_AFTER_MS, ...ahead.map(({ at }) => at));
  const lookAt = Math.max(next, firstSight(expiresAt));
  return {
    give: nearest < (noticedDays ?? Infinity) ? nearest : null,
    lookAt: lookAt < expiresAt.getTime() ? new Date(lookAt) : null,
  };
}
