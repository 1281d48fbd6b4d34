import { type RawBuilder, sql } from "kysely";
import { json } from "./json.ts";

/**
 * To be equal to any of these texts, however many: they are one parameter. A query has no more than 65535, and of what
 * somebody has made there may be more, all of which must be found when it is to end.
 */
export function anyOf(texts: readonly string[]): RawBuilder<string> {
  return sql<string>`any(array(select jsonb_array_elements_text(${json(texts)}::jsonb)))`;
}
