import type { Database } from "../src/db/database.ts";

/** All rows of all tables of all schemas, as text. */
export async function wholeDatabase({ kysely }: Database): Promise<string> {
  const tables = (await kysely.introspection.getTables()).filter(({ isView }) => !isView);
  const rows = await Promise.all(
    tables.map(({ schema, name }) =>
      kysely
        .withSchema(schema ?? "public")
        .selectFrom(name as "org")
        .selectAll()
        .execute(),
    ),
  );
  return rows
    .flat()
    .flatMap((row) => Object.values(row).map(textOf))
    .join("\n");
}

/** Bytes as the characters they would be, so that a value kept unsealed would show. */
function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : JSON.stringify(value);
}
