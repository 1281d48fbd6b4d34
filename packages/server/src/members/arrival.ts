import { Name } from "@keywright/contract";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { createUserWithoutPassword, findUserByEmail } from "../sign-in/users.ts";
import { findMemberByEmail, insertOrLockMember, lockMember, setJoined } from "./queries.ts";

// By single sign-on: the organization's own issuer says who somebody is.

/** The member of this address, whether they have come before or not. */
export async function findArrival(
  db: Db,
  orgId: string,
  email: string,
): Promise<{ memberId: string } | undefined> {
  const member = await findMemberByEmail(db, orgId, email);
  return member && { memberId: member.id };
}

interface Arrive {
  readonly orgId: string;
  readonly memberId: string;
  readonly email: string;
  /** As the issuer calls them. */
  readonly name: string | undefined;
  /** Without an invitation too; then without roles. */
  readonly mayJoin: boolean;
}

interface Arrived {
  readonly userId: string;
  readonly name: string;
  /** They had not joined before. */
  readonly isNew: boolean;
}

/**
 * Makes the member of this address one who has joined. An account that is there already belongs to whoever has its
 * password: an issuer's word makes nobody into that person, unless they are this member already. No event.
 */
export async function arrive(
  work: Work,
  { orgId, memberId, email, name: given, mayJoin }: Arrive,
): Promise<Arrived | "not_invited" | "account_exists"> {
  await lockMember(work.tx, orgId, memberId);
  let member = await findMemberByEmail(work.tx, orgId, email);
  if (!member && mayJoin) {
    const row = { org_id: orgId, id: memberId, email, name: null, invited_at: work.now, joined_at: null };
    member = await insertOrLockMember(work.tx, row);
  }
  if (member?.id !== memberId) return "not_invited";
  const name = nameOf(given ?? member.name ?? "", email);
  if (member.user_id !== null) return { userId: member.user_id, name, isNew: false };
  if (await findUserByEmail(work.tx, email)) return "account_exists";
  const userId = await createUserWithoutPassword(work, { email, name });
  if (userId === undefined) return "account_exists";
  await setJoined(work.tx, { orgId, memberId, userId, now: work.now });
  return { userId, name, isNew: true };
}

function nameOf(given: string, email: string): string {
  const name = Name.safeParse(given);
  return name.success ? name.data : email.slice(0, email.lastIndexOf("@"));
}
