import type { Answer } from "./read.ts";
import { read } from "./read.ts";

export type Account = Answer<"getAccount">;
export type Membership = Account["memberships"][number];
export type MembershipTeam = Membership["teams"][number];

/** Who is signed in, and what they may do where. It stands outside of all organizations. */
export const accountQuery = read(undefined, "getAccount", {});
