import type { Db, Tx } from "./database.ts";

const EVERYWHERE = { value: 1 };

// Compiled, never run: each expectation below is a mistake that the compiler must find.
export async function writesThatDoNotCompile(db: Db): Promise<void> {
  // @ts-expect-error a row is inserted in a transaction
  await db.insertInto("revision").values(EVERYWHERE).execute();
  // @ts-expect-error a row is changed in a transaction
  await db.updateTable("revision").set(EVERYWHERE).execute();
  // @ts-expect-error a row is deleted in a transaction
  await db.deleteFrom("revision").execute();
  // @ts-expect-error a merge writes
  await db.mergeInto("revision");
  // @ts-expect-error rows are replaced in a transaction
  await db.replaceInto("revision").values(EVERYWHERE).execute();
  // @ts-expect-error a common table expression can write too
  await db.with("gone", (eb) => eb.deleteFrom("revision").returningAll());
  // @ts-expect-error only the unit of work opens transactions
  await db.transaction().execute(async () => {});
  // @ts-expect-error the schema is the migrations' affair
  await db.schema.dropTable("revision").execute();
  // @ts-expect-error raw statements can write
  await db.executeQuery({});
  // @ts-expect-error a reader is no transaction
  writes(db);
  // @ts-expect-error a column that the table does not have
  await db.selectFrom("revision").select("number").execute();
}

export async function queriesThatCompile(db: Db, tx: Tx): Promise<void> {
  await db.selectFrom("revision").select("value").execute();
  await readAnywhere(db);
  await readAnywhere(tx);
  await writes(tx);
}

async function readAnywhere(db: Db): Promise<unknown> {
  return db.selectFrom("revision").selectAll().execute();
}

async function writes(tx: Tx): Promise<void> {
  await tx.updateTable("revision").set(EVERYWHERE).execute();
}
