import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { PersonalTokens } from "./issuable-role.ts";
import { OwnTokensLink } from "./issue-failure.tsx";

/** From so few on it is said how many are left. */
const NEAR_THE_END = 5;

export function noneIsLeft(personalTokens: PersonalTokens): boolean {
  return personalTokens !== undefined && personalTokens.active >= personalTokens.max;
}

/** How many more tokens may belong to this person, once these are few. */
export function PersonalTokensLeft({ personalTokens }: { readonly personalTokens: PersonalTokens }) {
  if (!personalTokens) return null;
  const { active, max } = personalTokens;
  const left = Math.max(0, max - active);
  if (left > NEAR_THE_END) return null;
  if (max === 0) return <Words>The organization allows no tokens that belong to people.</Words>;
  if (left > 0) {
    return (
      <Words>{`${left} of ${max} ${left === 1 ? "is" : "are"} left of the tokens that may belong to you.`}</Words>
    );
  }
  return (
    <Words>
      {max === 1 ? "The one token that may belong to you is" : `All ${max} tokens that may belong to you are`}{" "}
      in use: revoke one that you no longer need in <OwnTokensLink />.
    </Words>
  );
}

function Words({ children }: { readonly children: ReactNode }) {
  return (
    <Text fz={12} c="dimmed" mt={4} role="status">
      {children}
    </Text>
  );
}
