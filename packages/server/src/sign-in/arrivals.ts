import type { Origin } from "../caller.ts";
import { transact } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import { listMembershipsOf } from "./queries.ts";

interface Arrival {
  readonly userId: string;
  readonly action: "member.sign-in" | "member.sign-in-locked";
  readonly origin: Origin;
  readonly now: Date;
}

/** A person belongs to no organization, so each that they are a member of has an event of its own. */
export async function recordArrival(
  database: Database,
  { userId, action, origin, now }: Arrival,
): Promise<void> {
  for (const { org_id, id, email } of await listMembershipsOf(database.kysely, userId)) {
    // Whoever is only tried to be is not there.
    const caller =
      action === "member.sign-in"
        ? ({ type: "arrival", memberId: id, origin } as const)
        : ({ type: "system", name: "sign-in", origin } as const);
    await transact(database, { now, caller }, async (work) => {
      work.recordEvent({
        orgId: org_id,
        action,
        target: { type: "member", id, key: id, name: email },
      });
      await work.finish();
    });
  }
}
