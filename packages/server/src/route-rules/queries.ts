import type { Selectable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import { json } from "../db/json.ts";
import type { RouteRule } from "./rule.ts";
import type { Schema } from "../db/schema.ts";

export type RouteRulesRow = Selectable<Schema["route_rules"]>;

export async function findRouteRules(db: Db): Promise<RouteRulesRow | undefined> {
  return db.selectFrom("route_rules").selectAll().executeTakeFirst();
}

interface NewRules {
  readonly title: string | null;
  readonly version: string | null;
  readonly rules: readonly RouteRule[];
  readonly now: Date;
}

/** Answers the row. Whoever replaces the rules at the same time waits for this transaction. */
export async function replaceRouteRules(
  tx: Tx,
  { title, version, rules, now }: NewRules,
): Promise<RouteRulesRow> {
  const fields = { title, version, rules: json(rules), updated_at: now };
  return tx
    .insertInto("route_rules")
    .values(fields)
    .onConflict((conflict) => conflict.column("singleton").doUpdateSet(fields))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Answers what there was. */
export async function deleteRouteRulesRow(tx: Tx): Promise<RouteRulesRow | undefined> {
  return tx.deleteFrom("route_rules").returningAll().executeTakeFirst();
}
