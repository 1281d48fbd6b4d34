import type { Authority } from "../authority/authority.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import type { TokenAdmission } from "../http/gate.ts";

export interface WriteDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly noteActivity: (orgId: string) => void;
}

/**
 * A write through a door. Who asks is asked again when it is written: somebody may have taken it from them meanwhile.
 * Answers when this server decides by what was written.
 */
export async function writeAs<Admitted extends Pick<TokenAdmission, "caller">, Result>(
  { database, authority, noteActivity }: WriteDeps,
  admit: () => Promise<Admitted>,
  run: (work: Work, admitted: Admitted) => Promise<Result>,
): Promise<Result> {
  let admitted = await admit();
  const caller = async () => (admitted = await admit()).caller;
  const { result, revision } = await transact(database, { now: new Date(), caller }, async (work) => ({
    result: await run(work, admitted),
    revision: await work.finish(),
  }));
  if (revision === null) noteActivity(admitted.caller.orgId);
  else await authority.reach(revision);
  return result;
}
