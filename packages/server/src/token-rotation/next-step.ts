/** How far the rotation of a token has come that nobody needs to start. */
export interface Progress {
  readonly state: "idle" | "delivering" | "overlapping";
  /** When it is due. */
  readonly nextAt: Date;
  readonly startedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly overlapSeconds: number;
  readonly quietSeconds: number;
}

/** A key that works. */
interface WorkingKey {
  readonly id: string;
  /** It was there before the new key was issued. */
  readonly isOld: boolean;
  /** It, or a token derived with it. */
  readonly lastUsedAt: Date | null;
}

interface Delivery {
  readonly syncName: string;
  readonly status: "pending" | "running" | "succeeded" | "failed";
  readonly message: string | null;
}

export interface Facts {
  readonly tokenEnded: boolean;
  readonly keys: readonly WorkingKey[];
  /** Those of syncs that have been deleted meanwhile are missing. */
  readonly deliveries: readonly Delivery[];
}

export type StopCode =
  "no_sync" | "delivery_failed" | "too_many_keys" | "new_key_ended" | "new_key_unused" | "token_ended";

export interface Stop {
  readonly do: "stop";
  readonly code: StopCode;
  readonly message: string;
}

interface Complete {
  readonly do: "complete";
  /** The old keys, which end. */
  readonly endKeyIds: readonly string[];
  /** Those of them that somebody still used a moment ago. */
  readonly stillUsed: readonly string[];
}

export type Step =
  | { readonly do: "wait"; readonly until: Date }
  | { readonly do: "begin" }
  | { readonly do: "overlap" }
  | Complete
  | Stop;

/**
 * What is to be done now, from what is known. Old keys end only here, and never while one of them is the only one in use:
 * the new key must have been used about as late as each of them, or all must have lain unused since the delivery.
 */
export function nextStep(rotation: Progress, facts: Facts, now: Date): Step {
  if (facts.tokenEnded) return stop("token_ended", "The token has expired or been revoked.");
  if (rotation.state === "idle") {
    return rotation.nextAt <= now ? { do: "begin" } : { do: "wait", until: rotation.nextAt };
  }
  if (facts.keys.every(({ isOld }) => isOld)) {
    return stop(
      "new_key_ended",
      "The new key was ended before it had taken over. Another is issued on start.",
    );
  }
  return rotation.state === "overlapping"
    ? afterDelivery(rotation, facts, now)
    : whileDelivering(rotation, facts, now);
}

function whileDelivering({ startedAt }: Progress, { deliveries }: Facts, now: Date): Step {
  if (deliveries.length === 0) return noSync();
  const failed = deliveries.find(({ status }) => status === "failed");
  if (failed) {
    const { syncName, message } = failed;
    return stop(
      "delivery_failed",
      `The sync ${syncName} did not deliver the new key. ${message ?? ""}`.trim(),
    );
  }
  if (deliveries.every(({ status }) => status === "succeeded")) return { do: "overlap" };
  return { do: "wait", until: later(now, since(startedAt, now) / 10, { minMs: 1000, maxMs: 30_000 }) };
}

function afterDelivery(rotation: Progress, { keys }: Facts, now: Date): Step {
  const quietMs = rotation.quietSeconds * 1000;
  const old = keys.filter(({ isOld }) => isOld);
  const newUsedAt = latest(keys.filter(({ isOld }) => !isOld));
  const oldUsedAt = latest(old);
  const inUse = old.filter(({ lastUsedAt }) => lastUsedAt !== null && since(lastUsedAt, now) < quietMs);
  const complete: Complete = {
    do: "complete",
    endKeyIds: old.map(({ id }) => id),
    stillUsed: inUse.map(({ id }) => id),
  };
  if (old.length === 0) return complete;
  if (newUsedAt > NEVER && oldUsedAt <= newUsedAt && inUse.length === 0) return complete;
  const deliveredAt = rotation.deliveredAt ?? now;
  const limitAt = new Date(deliveredAt.getTime() + rotation.overlapSeconds * 1000);
  if (now < limitAt) {
    const until = later(now, since(deliveredAt, now) / 20, { minMs: 5000, maxMs: 60_000 });
    return { do: "wait", until: until < limitAt ? until : limitAt };
  }
  if (newUsedAt === NEVER) {
    return oldUsedAt <= deliveredAt.getTime()
      ? complete
      : stop("new_key_unused", "Nobody uses the new key, while an old one is in use.");
  }
  return oldUsedAt <= newUsedAt + quietMs
    ? complete
    : stop("new_key_unused", "The new key is not used any more, while an old one is in use.");
}

export function noSync(): Stop {
  return stop("no_sync", "No sync delivers this token: a new key would reach nobody.");
}

export function stop(code: StopCode, message: string): Stop {
  return { do: "stop", code, message };
}

const NEVER = -Infinity;

function latest(keys: readonly WorkingKey[]): number {
  return Math.max(NEVER, ...keys.map(({ lastUsedAt }) => lastUsedAt?.getTime() ?? NEVER));
}

function since(instant: Date | null, now: Date): number {
  return instant === null ? 0 : now.getTime() - instant.getTime();
}

/** What takes long is looked at less often. */
function later(now: Date, waitMs: number, { minMs, maxMs }: { minMs: number; maxMs: number }): Date {
  return new Date(now.getTime() + Math.min(Math.max(waitMs, minMs), maxMs));
}
