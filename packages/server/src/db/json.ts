import type { ColumnType } from "kysely";

/** jsonb: written as text, read as what it holds. */
export type Json<T> = ColumnType<T, string, string>;

/** The text of a jsonb value. Drivers differ in how they send arrays and objects; text is the same for both. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
