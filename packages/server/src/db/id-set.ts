import type { IdSet } from "@keywright/policy";
import { type Expression, sql, type SqlBool } from "kysely";
import { anyOf } from "./any-of.ts";

/** Whether an id is in the set. */
export function isIn(id: Expression<string | null>, set: IdSet): Expression<SqlBool> {
  if (set.mode === "all") return sql<SqlBool>`true`;
  const listed = sql<SqlBool>`(${id} = ${anyOf([...set.ids])})`;
  return set.mode === "in" ? listed : sql<SqlBool>`not ${listed}`;
}

/** Whether something belongs to no project, and so to the whole team, or to a project within reach. */
export function isReached(projectId: Expression<string | null>, reach: IdSet): Expression<SqlBool> {
  return sql<SqlBool>`(${projectId} is null or ${isIn(projectId, reach)})`;
}
