import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import {
  findMembershipRow,
  type Level,
  listMembershipRows,
  lockMember,
  type MembershipRow,
} from "./queries.ts";

export type { Level, MembershipRow };

/** Locked first, read after: what another transaction took from the member in between is seen. */
export async function lockMembership(
  work: Work,
  level: Level,
  memberId: string,
): Promise<MembershipRow | undefined> {
  await lockMember(work.tx, level.orgId, memberId);
  return findMembershipRow(work.tx, level, memberId);
}

interface HoldersOf extends Level {
  readonly roleId: string;
  /** Only these members, if given. */
  readonly memberIds?: readonly string[] | undefined;
}

export async function listHolders(
  db: Db,
  { roleId, memberIds, ...level }: HoldersOf,
  window: Window,
): Promise<MembershipRow[]> {
  return listMembershipRows(db, level, { holding: roleId, memberIds }, window);
}

export function showMemberSummary({ id, name, email, joined_at, signed_in_at }: MembershipRow) {
  return {
    id,
    ...(name !== null && { name }),
    emails: [{ address: email, verified: signed_in_at !== null }],
    finalized: joined_at !== null,
  };
}
