import { AuthorityState, type Snapshot, snapshotOf } from "@keywright/verifier";
import { expect } from "vitest";
import { readSnapshot } from "../src/authority/snapshot.ts";
import type { TestService } from "./harness.ts";

/**
 * What a server has followed change by change is what a server that starts now reads from the database, and nothing has
 * failed on the way. Ends may be known to the follower that the snapshot leaves out, because their role is gone.
 */
export async function expectConsistent({
  app,
  database,
  logs,
}: Pick<TestService, "app" | "database" | "logs">) {
  expect(failuresIn(logs())).toEqual([]);
  const fresh = new AuthorityState();
  fresh.applySnapshot(await readSnapshot(database, new Date()));
  expect(app.authority.isLive()).toBe(true);
  await app.authority.reach(fresh.revision);
  const [follower, reader] = [snapshotOf(app.authority.state), snapshotOf(fresh)];
  expect(directoriesOf(follower)).toEqual(directoriesOf(reader));
  expect(endsOf(follower)).toEqual(expect.arrayContaining(endsOf(reader)));
}

/** The requests that failed by no fault of their caller, by the service's log. */
export function failuresIn(logs: string): string[] {
  const lines = logs.split("\n").filter((line) => line !== "");
  const entries = lines.map((line) => JSON.parse(line) as { msg: string; err?: { message: string } });
  return entries.filter(({ msg }) => msg === "request failed").map(({ err }) => err?.message ?? "");
}

const isEnd = ({ kind }: Snapshot["changes"][number]) => kind === "token_ended" || kind === "key_ended";
const sorted = (changes: Snapshot["changes"]) => changes.map(canonical).sort();
const directoriesOf = ({ changes }: Snapshot) => sorted(changes.filter((change) => !isEnd(change)));
const endsOf = ({ changes }: Snapshot) => sorted(changes.filter(isEnd));

/** jsonb keeps no order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
