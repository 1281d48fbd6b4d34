import type { Style } from "../../output/colours.ts";
import { dayOf, relativeTime } from "../../output/time.ts";
import type { Token } from "./at.ts";

export function statusOf({ active, revoked }: Pick<Token, "active" | "revoked">): string {
  if (active) return "active";
  return revoked ? "revoked" : "expired";
}

export function styleOf(token: Pick<Token, "active" | "revoked">): Style {
  return token.active ? "green" : "dim";
}

export function expiryOf({ expiresAt }: Pick<Token, "expiresAt">): string {
  return expiresAt === null ? "never" : relativeTime(expiresAt);
}

/** `expires 22 Dec 2026`, as a part of a sentence. */
export function expiryWords({ expiresAt }: Pick<Token, "expiresAt">): string {
  return expiresAt === null ? "never expires" : `expires ${dayOf(expiresAt)}`;
}

export function narrowingText({ narrowing }: Pick<Token, "narrowing">): string | undefined {
  if (!narrowing) return undefined;
  const { permissions, projects, environments, allowedIps } = narrowing;
  const parts = { permissions, projects, environments, addresses: allowedIps };
  return Object.entries(parts)
    .flatMap(([what, list]) => (list ? [`${what}: ${list.join(", ")}`] : []))
    .join(" · ");
}
