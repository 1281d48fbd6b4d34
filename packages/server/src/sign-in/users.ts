import { hashPassword } from "better-auth/crypto";
import type { Work } from "../changes/work.ts";
import { newId } from "../ids.ts";
import { insertCredential, insertUser } from "./users.queries.ts";

export { findUserByEmail } from "./users.queries.ts";

/** The library knows a password by this name. */
const PASSWORD_PROVIDER = "credential";

interface NewUser {
  readonly name: string;
  readonly email: string;
  /** Made before the transaction: to hash takes a while. */
  readonly passwordHash: string;
}

export { hashPassword };

type NewPerson = Omit<NewUser, "passwordHash">;

/** A person who signs in elsewhere: nobody but their organization vouches for the address. Undefined when it is taken. */
export async function createUserWithoutPassword(
  work: Work,
  { name, email }: NewPerson,
): Promise<string | undefined> {
  const id = newId("usr");
  const times = { created_at: work.now, updated_at: work.now };
  const isNew = await insertUser(work.tx, { id, name, email, email_verified: false, image: null, ...times });
  return isNew ? id : undefined;
}

/** A person who can sign in. Undefined when the address belongs to someone already. */
export async function createUser(
  work: Work,
  { name, email, passwordHash }: NewUser,
): Promise<string | undefined> {
  const id = newId("usr");
  const times = { created_at: work.now, updated_at: work.now };
  // Only someone who was sent there knows the link by which they come.
  if (!(await insertUser(work.tx, { id, name, email, email_verified: true, image: null, ...times })))
    return undefined;
  await insertCredential(work.tx, {
    id: newId("cred"),
    user_id: id,
    provider_id: PASSWORD_PROVIDER,
    account_id: id,
    password: passwordHash,
    ...times,
  });
  return id;
}
