import type { Api, DataOf } from "@keywright/contract";
import { type Command, InvalidArgumentError } from "commander";
import { collect } from "../../arguments/collect.ts";
import { keyValues } from "../../arguments/key-values.ts";
import { lifetimeSeconds } from "../../arguments/lifetime.ts";
import type { Connection } from "../../connection.ts";
import { idOf } from "../../named.ts";

export type TrustRule = DataOf<Api["listTrustRules"]>;

const TRUST_RULE_ID = /^tru_[0-9a-z]{26}$/;

export function trustRuleId({ api, inTeam }: Connection, given: string): Promise<string> {
  const among = () => Array.fromAsync(api.listTrustRules.rows({ params: inTeam }));
  return idOf(given, { noun: "trust rule", isId: TRUST_RULE_ID, among, about: ({ issuer }) => issuer });
}

export interface RuleOptions {
  readonly name?: string;
  readonly description?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly role?: string;
  readonly claim?: readonly string[];
  readonly claimMatches?: readonly string[];
  readonly lifetime?: number;
  readonly permission?: string[];
  readonly project?: string[];
  readonly environment?: string[];
  readonly allowIp?: string[];
}

export function withRule(command: Command): Command {
  return command
    .option("--description <text>", "what it is for")
    .option("--claim <claim=value>", "what the job's token must say; several times", collect)
    .option("--claim-matches <claim=pattern>", "with * for any characters; several times", collect)
    .option("--lifetime <time>", "how long tokens live: 15m, 1h, at most 12h", lifetime)
    .option("--permission <permission>", "narrow tokens to this; several times", collect)
    .option("--project <project>", "narrow them to this project; several times", collect)
    .option("--environment <name>", "narrow them to this environment; several times", collect)
    .option("--allow-ip <range>", "narrow them to this address or range; several times", collect);
}

export function claimsFrom({ claim = [], claimMatches = [] }: RuleOptions) {
  if (claim.length + claimMatches.length === 0) return undefined;
  const equals = new Map<string, string[]>();
  for (const given of claim) {
    for (const [name, value] of keyValues([given])) equals.set(name, [...(equals.get(name) ?? []), value]);
  }
  return [
    ...[...equals].map(([name, values]) => ({ claim: name, equals: values })),
    ...[...keyValues(claimMatches)].map(([name, matches]) => ({ claim: name, matches })),
  ];
}

export function narrowingFrom({ permission, project, environment, allowIp }: RuleOptions) {
  const narrowing = {
    permissions: permission,
    projects: project,
    environments: environment,
    allowedIps: allowIp,
  };
  return Object.values(narrowing).some(Boolean) ? narrowing : undefined;
}

/** `repository_id=123, ref=refs/heads/*`. */
export function claimsText({ claims }: TrustRule): string {
  return claims.map(({ claim, equals, matches }) => `${claim}=${equals?.join(" or ") ?? matches}`).join(", ");
}

function lifetime(text: string): number {
  const seconds = lifetimeSeconds(text);
  if (seconds === null) throw new InvalidArgumentError("Tokens of CI jobs have an end.");
  return seconds;
}
