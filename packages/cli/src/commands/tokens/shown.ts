import type { Style } from "../../output/colours.ts";
import { dayOf, relativeTime } from "../../output/time.ts";
import type { Token } from "./at.ts";

const STYLES: Readonly<Record<Token["status"], Style>> = {
  active: "green",
  expiring: "yellow",
  expired: "dim",
  revoked: "dim",
};

export function styleOf({ status }: Pick<Token, "status">): Style {
  return STYLES[status];
}

export function expiryOf({ expiresAt }: Pick<Token, "expiresAt">): string {
  return expiresAt === null ? "never" : relativeTime(expiresAt);
}

/** `expires 22 Dec 2026`, as a part of a sentence. */
export function expiryWords({ expiresAt }: Pick<Token, "expiresAt">): string {
  return expiresAt === null ? "never expires" : `expires ${dayOf(expiresAt)}`;
}

type EndReason = NonNullable<Token["ended"]>["reason"];

const END_REASONS: Readonly<Record<EndReason, string>> = {
  revoked: "revoked",
  issuer_revoked: "revoked with what had issued it",
  parent_ended: "what it was derived from ended",
  member_lost_role: "its member lost the role, or left",
  role_deleted: "its role was deleted",
  trust_rule_changed: "its trust rule was edited or deleted",
  expired: "it expired",
};

/** `revoked by Ada, 3 days ago`. */
export function endedText({ ended }: Pick<Token, "ended">): string | undefined {
  if (!ended) return undefined;
  const by = ended.by ? ` by ${ended.by.name}` : "";
  return `${END_REASONS[ended.reason]}${by}, ${relativeTime(ended.at)}`;
}

export function narrowingText({ narrowing }: Pick<Token, "narrowing">): string | undefined {
  if (!narrowing) return undefined;
  const { permissions, projects, environments, allowedIps, allowedOrigins } = narrowing;
  const parts = { permissions, projects, environments, addresses: allowedIps, websites: allowedOrigins };
  return Object.entries(parts)
    .flatMap(([what, list]) => (list ? [`${what}: ${list.join(", ")}`] : []))
    .join(" · ");
}
