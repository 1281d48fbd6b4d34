import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/test-database.ts";
import type { Database } from "./database.ts";
import { markTransaction } from "./transaction-guard.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const revision = () => database.kysely.selectFrom("revision").select("value").executeTakeFirstOrThrow();

test("a query beside an open transaction is an error at once, not a wait for ever", async () => {
  const inside = database.kysely.transaction().execute(() => markTransaction(revision));
  await expect(inside).rejects.toThrow(/open transaction/);
});

test("so is one that is made later, but still on behalf of the transaction", async () => {
  const later = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return revision();
  };
  const inside = database.kysely.transaction().execute(() => markTransaction(later));
  await expect(inside).rejects.toThrow(/open transaction/);
});

test("so is a second transaction inside the first", async () => {
  const inside = database.kysely
    .transaction()
    .execute(() => markTransaction(() => database.kysely.transaction().execute(async () => 1)));
  await expect(inside).rejects.toThrow(/open transaction/);
});

test("other requests go on beside an open transaction, and see nothing of it until it is committed", async () => {
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const writing = database.kysely.transaction().execute((tx) =>
    markTransaction(async () => {
      await sql`update revision set value = value + 7`.execute(tx);
      begun.resolve();
      await mayEnd.promise;
    }),
  );
  await begun.promise;
  const { value: before } = database.kind === "postgres" ? await revision() : { value: 0 };
  // On the one connection of the embedded database these wait for their turn.
  const reads = Promise.all([revision(), revision(), revision()]);
  mayEnd.resolve();
  await writing;
  expect(before).toBe(0);
  for (const { value } of await reads) expect([before, before + 7]).toContain(value);
  expect(await revision()).toEqual({ value: before + 7 });
});

test("transactions at the same moment never mix, and one that fails takes nothing of another along", async () => {
  const { value: before } = await revision();
  const add = (amount: number) =>
    database.kysely.transaction().execute((tx) =>
      markTransaction(async () => {
        await sql`update revision set value = value + ${amount}`.execute(tx);
        await new Promise((resolve) => setImmediate(resolve));
        if (amount < 0) throw new Error("rolled back");
      }),
    );
  const settled = await Promise.allSettled([1, -100, 2, -200, 3, -300, 4].map(add));
  expect(settled.map(({ status }) => status === "fulfilled")).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(await revision()).toEqual({ value: before + 10 });
});

test("a statement that fails gives its connection back", async () => {
  for (let turn = 0; turn < 40; turn++) {
    await expect(sql`select 1 / 0`.execute(database.kysely)).rejects.toThrow(/division by zero/);
    const failing = database.kysely.transaction().execute((tx) => sql`select 1 / 0`.execute(tx));
    await expect(failing).rejects.toThrow(/division by zero/);
  }
  await revision();
});
