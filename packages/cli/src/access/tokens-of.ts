import type { Api, DataOf } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import type { Level } from "./access.ts";

/** How many there are, and the names of some, as far as whoever asks may see them. */
export interface Named {
  readonly count: number;
  readonly names: readonly string[];
}

/** A plan names a few of those it touches; the rest are counted. */
export const NAMES_MAX = 10;

type Token = DataOf<Api["listTokens"]>;

interface Which {
  readonly roleId?: string;
  readonly createdBy?: string;
  readonly owner?: "member";
}

/** Active tokens. `undefined`: this is not for the one who asks to know. */
export async function tokensOf(
  api: Client,
  at: { readonly level: Level; readonly teamId: string },
  which: Which,
): Promise<Named | undefined> {
  const query = { ...which, per_page: NAMES_MAX, total: true };
  const list = () =>
    at.level === "org"
      ? api.listOrgTokens({ query })
      : api.listTokens({ params: { teamId: at.teamId }, query });
  const page = await unlessForbidden(list());
  return (
    page && { count: page.pagination.total?.count ?? page.tokens.length, names: page.tokens.map(nameOf) }
  );
}

/** A member's own tokens of one role. */
export async function ownTokensOf(
  api: Client,
  at: { readonly level: Level; readonly teamId: string },
  { roleId, memberId }: { readonly roleId: string; readonly memberId: string },
): Promise<Named | undefined> {
  const query = { roleId, owner: "member" } as const;
  const rows =
    at.level === "org"
      ? api.listOrgTokens.rows({ query })
      : api.listTokens.rows({ params: { teamId: at.teamId }, query });
  const tokens = await unlessForbidden(Array.fromAsync(rows));
  const own = tokens?.filter((token) => token.memberId === memberId);
  return own && { count: own.length, names: own.slice(0, NAMES_MAX).map(nameOf) };
}

function nameOf({ name }: Token): string {
  return name;
}

export async function unlessForbidden<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { status?: number }).status === 403) return undefined;
    throw error;
  }
}
