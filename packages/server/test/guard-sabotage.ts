import type { Database } from "../src/db/database.ts";

/** Where a transaction is made to fail, from inside the database: the code under test knows nothing of it. */
export const SABOTAGES = {
  "when the revision is taken": "create trigger sabotage before insert on change for each row",
  "when the event is written": "create trigger sabotage before insert on audit_event for each row",
  "at commit, after all is written":
    "create constraint trigger sabotage after insert on audit_event deferrable initially deferred for each row",
} as const;

/** Makes every write fail until it is called off. */
export async function sabotage(
  database: Database,
  how: keyof typeof SABOTAGES,
): Promise<() => Promise<void>> {
  await database.execScript(`
    create or replace function fail() returns trigger language plpgsql as
      $$ begin raise exception 'sabotage of %', tg_table_name; end $$;
    ${SABOTAGES[how]} execute function fail();
  `);
  const table = how === "when the revision is taken" ? "change" : "audit_event";
  return () => database.execScript(`drop trigger sabotage on ${table}; drop function fail();`);
}
