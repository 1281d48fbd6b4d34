import type { Authority } from "../authority/authority.ts";
import type { Work } from "../changes/work.ts";
import type { RoleRow } from "../roles/find.ts";
import { storeToken } from "./issue.ts";
import type { Mint } from "./mint.ts";
import { findToken } from "./queries.ts";
import { showIssued } from "./show.ts";

interface OwnerTokenCommand {
  readonly orgId: string;
  readonly role: RoleRow;
  readonly name: string;
  readonly lifetimeSeconds?: number | undefined;
}

/** The first token of an organization that the operator has just made: how its first owner is appointed without a person. */
export function issueOwnerToken({ authority, mint }: { authority: Authority; mint: Mint }) {
  return async (work: Work, { orgId, role, name, lifetimeSeconds }: OwnerTokenCommand) => {
    const expiresAt =
      lifetimeSeconds === undefined
        ? null
        : new Date((Math.floor(work.now.getTime() / 1000) + lifetimeSeconds) * 1000);
    const { token, key } = await storeToken(work, mint, { role, name, expiresAt });
    const row = await findToken(work.tx, { orgId, teamId: null }, token.id);
    if (!row) throw new Error("an issued token is missing");
    return showIssued(row, key, { catalogue: authority.state.catalogue, team: null, now: work.now });
  };
}
