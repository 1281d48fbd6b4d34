import { Chips } from "../ui/chips.tsx";
import { type Fact, Facts } from "../ui/facts.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { narrowingWords } from "./narrowing-words.ts";
import { TokenCreator, TokenOwner, TokenParent } from "./token-origin.tsx";
import classes from "./token-facts.module.css";
import type { TokenRow } from "./token-operations.ts";

export function TokenFacts({ token }: { readonly token: TokenRow }) {
  // The websites have a fact of their own.
  const words = narrowingWords({ ...token.narrowing, allowedOrigins: undefined });
  const facts: Fact[] = [
    ["Last used", <RelativeTime at={token.lastUsedAt} />],
    token.revokedAt
      ? ["Revoked", <RelativeTime at={token.revokedAt} />]
      : ["Expires", <RelativeTime at={token.expiresAt} />],
    ["Issued", <RelativeTime at={token.createdAt} />],
    ["Issued by", <TokenCreator token={token} />],
    ["Owner", <TokenOwner token={token} />],
    ["Id", <span className={classes.id}>{token.id}</span>],
  ];
  if (token.derivedFrom) facts.push(["Derived from", <TokenParent token={token} />]);
  if (token.exposure === "publishable") {
    facts.push(["Websites", <Chips names={token.narrowing?.allowedOrigins ?? ["any"]} />]);
  }
  if (words.length > 0) facts.push(["Narrowed to", <Chips names={words} />]);
  return <Facts facts={facts} />;
}
