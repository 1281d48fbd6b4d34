import type { Client } from "@keywright/sdk";
import { clientOf } from "../api/client.ts";
import { useAccount } from "../app/place.ts";

export interface Operator {
  /** The organization in which they hold the operator's role: requests about the installation name it. */
  readonly org: string;
  readonly client: Client;
  can(permission: string): boolean;
}

/** Whoever runs the installation, on its own pages. */
export function useOperator(): Operator {
  const membership = useAccount().memberships.find(({ isOperator }) => isOperator);
  if (!membership) throw new Error("The route lets operators in only");
  const held = new Set(membership.permissions);
  const org = membership.org.id;
  return { org, client: clientOf(org), can: (permission) => held.has(permission) };
}
