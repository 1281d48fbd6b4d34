import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/test-database.ts";
import type { Database } from "../db/database.ts";
import { markTransaction } from "../db/transaction-guard.ts";
import { transact, type Work } from "./work.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const CALLER = { type: "system", name: "test" } as const;
const EVENT = {
  orgId: "org_test",
  action: "test.write",
  target: { type: "test", id: "t", key: "t", name: "t" },
} as const;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const write = <T>(run: (work: Work) => Promise<T>) => transact(database, { now: NOW, caller: CALLER }, run);

async function counts() {
  const { kysely } = database;
  const { value } = await kysely.selectFrom("revision").select("value").executeTakeFirstOrThrow();
  const events = await kysely.selectFrom("audit_event").select(["action", "revision", "at"]).execute();
  const changes = await kysely.selectFrom("change").select(["revision", "org_id"]).execute();
  return { revision: value, events, changes };
}

async function leavesNothing(run: (work: Work) => Promise<unknown>, why: RegExp): Promise<void> {
  const before = await counts();
  await expect(write(run)).rejects.toThrow(why);
  expect(await counts()).toEqual(before);
}

test("a change without an audit event is impossible", async () => {
  await leavesNothing(async (work) => {
    work.changeAuthority("org_test");
    await work.finish();
  }, /without an audit event/);
});

test("a second audit event in one transaction is impossible", async () => {
  await leavesNothing(async (work) => {
    work.recordEvent(EVENT);
    work.recordEvent(EVENT);
  }, /second audit event/);
});

test("a revision that concerns two organizations is impossible", async () => {
  await leavesNothing(async (work) => {
    work.recordEvent(EVENT);
    work.changeAuthority("org_a");
    work.changeAuthority("org_b");
  }, /one organization/);
});

test("a unit of work that was never finished commits nothing", async () => {
  await leavesNothing(async (work) => {
    work.recordEvent(EVENT);
    await work.tx.updateTable("revision").set({ value: 99 }).execute();
  }, /not finished/);
});

test("a unit of work is finished once", async () => {
  await leavesNothing(async (work) => {
    work.recordEvent(EVENT);
    await work.finish();
    await work.finish();
  }, /finished once/);
});

test("what fails after everything was written leaves nothing behind", async () => {
  await leavesNothing(async (work) => {
    work.changeAuthority("org_test");
    work.recordEvent(EVENT);
    await work.finish();
    throw new Error("too late");
  }, /too late/);
});

test("all authority changes of a transaction are one revision, which its one event names", async () => {
  const before = await counts();
  const revision = await write(async (work) => {
    work.changeAuthority("org_test", { kind: "org_deleted", orgId: "org_test" });
    work.changeAuthority("org_test");
    work.recordEvent(EVENT);
    return work.finish();
  });
  const after = await counts();
  expect(revision).toBe(before.revision + 1);
  expect(after.revision).toBe(revision);
  expect(after.changes.slice(before.changes.length)).toEqual([{ revision, org_id: "org_test" }]);
  expect(after.events.slice(before.events.length)).toEqual([{ action: "test.write", revision, at: NOW }]);
});

test("a change of nobody's authority takes no revision, and leaves its event all the same", async () => {
  const before = await counts();
  const revision = await write(async (work) => {
    work.recordEvent(EVENT);
    return work.finish();
  });
  const after = await counts();
  expect(revision).toBeNull();
  expect(after.revision).toBe(before.revision);
  expect(after.events.slice(before.events.length)).toEqual([
    { action: "test.write", revision: null, at: NOW },
  ]);
});

test("what is to come after the commit sees it committed, and does not come after a rollback", async () => {
  const seen: number[] = [];
  const finish = async (work: Work) => {
    work.changeAuthority(null);
    work.recordEvent(EVENT);
    work.afterCommit(async () => void seen.push((await counts()).revision));
    return work.finish();
  };
  const revision = await write(finish);
  expect(seen).toEqual([revision]);
  await expect(
    write(async (work) => {
      await finish(work);
      throw new Error("rolled back");
    }),
  ).rejects.toThrow("rolled back");
  expect(seen).toEqual([revision]);
});

test("a transaction inside a transaction is refused at once, before it waits for itself", async () => {
  const inner = write((work) => markTransaction(() => write(async () => work.now)));
  await expect(inner).rejects.toThrow(/open transaction/);
});

test("what is put under a parent that has just gone is not found, and not a failure of ours", async () => {
  const orphan = write(async (work) => {
    await work.tx
      .insertInto("idempotency_key")
      .values({
        org_id: "org_gone",
        principal_id: "p",
        key: "k",
        fingerprint: "",
        answer: null,
        created_at: NOW,
      })
      .execute();
  });
  await expect(orphan).rejects.toMatchObject({ name: "Refusal", code: "not_found" });
});

test("an audit event can be neither altered nor removed", async () => {
  await write(async (work) => {
    work.recordEvent(EVENT);
    await work.finish();
  });
  const { kysely } = database;
  await expect(kysely.updateTable("audit_event").set({ action: "x.y" }).execute()).rejects.toThrow(
    /append-only/,
  );
  await expect(kysely.deleteFrom("audit_event").execute()).rejects.toThrow(/append-only/);
});
