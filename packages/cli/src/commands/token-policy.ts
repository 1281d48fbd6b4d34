import { type Command, InvalidArgumentError, Option } from "commander";
import { lifetimeSeconds } from "../arguments/lifetime.ts";

interface Policy {
  readonly allowNoExpiry: boolean;
  readonly maxLifetimeSeconds: number | null;
}

export interface PolicyOptions {
  readonly maxLifetime?: number | "none";
  readonly withoutExpiry?: "allow" | "forbid";
}

/** What a team or the organization demands of the lifetime of tokens. */
export function withPolicy(command: Command): Command {
  return command
    .option(
      "--max-lifetime <time>",
      "the longest that a new token may live: 90d, or none for no limit",
      maxLifetime,
    )
    .addOption(
      new Option("--without-expiry <choice>", "whether new tokens may live without one").choices([
        "allow",
        "forbid",
      ]),
    );
}

function maxLifetime(text: string): number | "none" {
  if (text === "none") return text;
  const seconds = lifetimeSeconds(text);
  if (seconds === null) throw new InvalidArgumentError("Give a time such as 90d, or none.");
  return seconds;
}

export function policyFrom({ maxLifetime, withoutExpiry }: PolicyOptions) {
  if (maxLifetime === undefined && withoutExpiry === undefined) return undefined;
  return {
    maxLifetimeSeconds: maxLifetime === "none" ? null : maxLifetime,
    allowNoExpiry: withoutExpiry === undefined ? undefined : withoutExpiry === "allow",
  };
}

const DAY_SECONDS = 24 * 3600;

export function policyText({ allowNoExpiry, maxLifetimeSeconds }: Policy): string {
  if (maxLifetimeSeconds === null)
    return allowNoExpiry ? "without end" : "as long as they like, but with an end";
  const days = maxLifetimeSeconds / DAY_SECONDS;
  const longest = days >= 1 ? `${Math.floor(days)} days` : `${Math.floor(maxLifetimeSeconds / 60)} minutes`;
  return allowNoExpiry ? `${longest}, or without end` : longest;
}
