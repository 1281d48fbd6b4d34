import { LIFETIME_MAX_SECONDS } from "@keywright/contract";
import { Refusal, refuseField } from "../refusal.ts";
import type { TokenPolicyRow } from "./queries.ts";

interface Lifetime {
  readonly expiresAt?: string | null | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

/** When a token issued now is to expire, whole seconds; null for never. All policies that bind it must agree. */
export function readExpiry(
  now: Date,
  { expiresAt, lifetimeSeconds }: Lifetime,
  policies: readonly TokenPolicyRow[],
): Date | null {
  const field = lifetimeSeconds === undefined ? "expiresAt" : "lifetimeSeconds";
  const expiry =
    lifetimeSeconds === undefined ? fromInstant(expiresAt) : new Date(now.getTime() + lifetimeSeconds * 1000);
  const { allowNoExpiry, maxLifetimeSeconds } = policyInForce(policies);
  if (expiry === null) return refuseUnless(allowNoExpiry);
  const whole = new Date(Math.floor(expiry.getTime() / 1000) * 1000);
  if (whole <= now) throw refuseField("validation_failed", field, "must be in the future");
  const maxSeconds = Math.min(LIFETIME_MAX_SECONDS, maxLifetimeSeconds ?? Infinity);
  if (whole.getTime() > now.getTime() + maxSeconds * 1000) {
    throw refuseField(
      "lifetime_not_allowed",
      field,
      `A token may live ${describe(maxSeconds)} at most here.`,
    );
  }
  return whole;
}

function fromInstant(text: string | null | undefined): Date | null {
  return text == null ? null : new Date(text);
}

/** The strictest of those that bind a level. A cap on the lifetime says by itself that there must be one. */
export function policyInForce(policies: readonly TokenPolicyRow[]) {
  const caps = policies.map((policy) => policy.max_lifetime_seconds).filter((cap) => cap !== null);
  const allowNoExpiry = caps.length === 0 && policies.every((policy) => policy.allow_no_expiry);
  return { allowNoExpiry, maxLifetimeSeconds: caps.length === 0 ? null : Math.min(...caps) };
}

function refuseUnless(allowNoExpiry: boolean): null {
  if (allowNoExpiry) return null;
  throw new Refusal("lifetime_not_allowed", {
    detail: "Tokens must expire here: give expiresAt or lifetimeSeconds.",
    fields: { expiresAt: ["is required by the token policy"] },
  });
}

function describe(seconds: number): string {
  const days = seconds / 86_400;
  return days >= 1 ? `${Math.floor(days * 10) / 10} days` : `${seconds} seconds`;
}
