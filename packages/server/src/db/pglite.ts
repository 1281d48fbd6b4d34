import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import type { Database } from "./database.ts";
import { guardedDialect } from "./guarded-dialect.ts";
import type { Schema } from "./schema.ts";

/** Opens the embedded database: a folder, or a dump to start a throw-away one in memory from. */
export async function openEmbedded(source: { folder: string } | { dump?: Blob }): Promise<Database> {
  const pglite =
    "folder" in source
      ? await PGlite.create({ dataDir: source.folder })
      : await PGlite.create(source.dump ? { loadDataDir: source.dump } : {});
  return databaseOnPglite(pglite);
}

export function databaseOnPglite(pglite: PGlite): Database {
  const kysely = new Kysely<Schema>({
    dialect: guardedDialect(new PGliteDialect({ pglite }), { exclusive: true }),
  });
  return {
    kysely,
    pulse: kysely,
    kind: "embedded",
    execScript: async (sql) => {
      await pglite.exec(sql);
    },
    // One process owns the folder, so nobody else can announce anything.
    onNotify: async () => async () => {},
    close: async () => {
      await kysely.destroy();
      if (!pglite.closed) await pglite.close();
    },
  };
}
