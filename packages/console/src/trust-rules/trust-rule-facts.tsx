import { Link } from "@tanstack/react-router";
import { useTeamPlace } from "../app/place.ts";
import { narrowingWords } from "../tokens/narrowing-words.ts";
import { roleLink, tokensLink } from "../tokens/token-links.ts";
import { durationWords } from "../tokens/lifetimes.ts";
import { Chips } from "../ui/chips.tsx";
import { type Fact, Facts } from "../ui/facts.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { issuerWords } from "./ci-systems.ts";
import { conditionWords } from "./claim-condition.ts";
import type { TrustRule } from "./trust-rule.ts";

export function TrustRuleFacts({ rule }: { readonly rule: TrustRule }) {
  const place = useTeamPlace();
  const words = narrowingWords(rule.narrowing);
  const facts: Fact[] = [
    ["Trusts", issuerWords(rule.issuer)],
    ["If", <Chips names={rule.claims.map(conditionWords)} />],
    ["Role", <Link {...roleLink(place, rule.roleId)}>{rule.roleId}</Link>],
    ...(words.length > 0 ? [["Narrowed to", <Chips names={words} />] as Fact] : []),
    ["Tokens live for", durationWords(rule.lifetimeSeconds)],
    ["Last used", <RelativeTime at={rule.lastUsedAt} />],
    ["Created", <RelativeTime at={rule.createdAt} />],
    ["Created by", <bdi>{rule.creator.name}</bdi>],
    ["Issued", <Link {...tokensLink(place, { createdBy: rule.id })}>its tokens</Link>],
  ];
  return <Facts facts={facts} />;
}
