import type { TokenRow } from "./token-operations.ts";

type Ended = NonNullable<TokenRow["ended"]>;

/** What happened, and how it goes on with who did it. */
const WORDS: Record<Ended["reason"], readonly [words: string, joint: string]> = {
  revoked: ["Revoked", " by"],
  issuer_revoked: ["Revoked with what issued it", ", by"],
  parent_ended: ["Ended with the token it was derived from", ", by"],
  member_lost_role: ["Its member lost the role, or left", ": by"],
  role_deleted: ["Its role was deleted", " by"],
  trust_rule_changed: ["Its trust rule was changed", " by"],
  expired: ["Expired", " by"],
};

/** What ended a token, and who did: `Revoked by Ada Lovelace`. */
export function endedWords({ reason, by }: Pick<Ended, "reason" | "by">): string {
  const [words, joint] = WORDS[reason];
  return by && by.type !== "system" ? `${words}${joint} ${by.name}` : words;
}
