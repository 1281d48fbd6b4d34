import type { Account } from "../api/account.ts";

/** Where a person starts: their first team, or what else they have. */
export function homeOf(account: Account) {
  const membership = account.memberships.find(({ teams }) => teams.length > 0) ?? account.memberships[0];
  const org = membership?.org.id;
  const team = membership?.teams[0]?.id;
  if (org === undefined) return { to: "/account" } as const;
  if (team === undefined) return { to: "/o/$org", params: { org } } as const;
  return { to: "/o/$org/t/$team", params: { org, team } } as const;
}
