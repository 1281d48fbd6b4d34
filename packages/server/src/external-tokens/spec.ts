import { Refusal } from "../refusal.ts";
import type { AnyMinting, OpenPlatform } from "./platform.ts";

/** As the platform's connector wants it. Each field that is wrong is named. */
export function readSpec({ spec }: AnyMinting, given: unknown): Record<string, string> {
  const parsed = spec.safeParse(given);
  if (parsed.success) return parsed.data as Record<string, string>;
  const named = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [key, "is not a field here"] as const)
      : [[issue.path.join("."), issue.message] as const],
  );
  throw new Refusal("validation_failed", {
    detail: named.map(([name, message]) => `spec.${name}: ${message}`).join("; "),
    fields: Object.fromEntries(named.map(([name, message]) => [`spec.${name}`, [message]])),
  });
}

interface Lifetime {
  readonly expiresAt?: string | null | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

/** When a new key is to expire, if it is told. */
export function readExpiry({ expiresAt, lifetimeSeconds }: Lifetime, now: Date): Date | undefined {
  if (lifetimeSeconds !== undefined) return new Date(now.getTime() + lifetimeSeconds * 1000);
  if (expiresAt == null) return undefined;
  const date = new Date(expiresAt);
  if (date > now) return date;
  throw refuseExpiry("must lie in the future");
}

/** What the platform does not end by itself is not said to. */
export function requireExpiry({ minting, title }: OpenPlatform, expiresAt: Date | undefined): void {
  if (expiresAt && !minting.expires) throw refuseExpiry(`Tokens of ${title} do not expire: leave it out.`);
}

function refuseExpiry(message: string): Refusal {
  return new Refusal("validation_failed", { detail: message, fields: { expiresAt: [message] } });
}
