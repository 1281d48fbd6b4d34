import { RESET_LINK_SECONDS } from "@keywright/contract";
import { ConfigError } from "../config.ts";
import type { Database } from "../db/database.ts";
import { newLinkSecret } from "./links.ts";
import type { RunningSignIn } from "./start.ts";
import { findUserByEmail } from "./users.queries.ts";

/** For whoever runs the machine, where no mail server is set: the link that would have been sent. */
export async function makeResetLink(
  { kysely }: Database,
  { auth, links }: RunningSignIn,
  email: string,
  now: Date,
): Promise<string> {
  const user = await findUserByEmail(kysely, email.toLowerCase());
  if (!user) throw new ConfigError(`Nobody signs in as ${email}.`);
  const secret = newLinkSecret();
  const { internalAdapter } = await auth.$context;
  await internalAdapter.createVerificationValue({
    identifier: `reset-password:${secret}`,
    value: user.id,
    expiresAt: new Date(now.getTime() + RESET_LINK_SECONDS * 1000),
  });
  return links.resetPassword(secret);
}
