import type { Answer } from "../api/read.ts";

type IssuableRoles = Answer<"listIssuableRoles">;

export type IssuableRole = IssuableRoles["roles"][number];
/** `member`: somebody who holds the role. */
export type Owner = IssuableRole["owners"][number];
/** How many tokens belong to the person who asks, and how many may. */
export type PersonalTokens = IssuableRoles["personalTokens"];
