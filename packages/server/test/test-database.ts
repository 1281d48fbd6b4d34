import { readFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import type { Database } from "../src/db/database.ts";
import { openEmbedded } from "../src/db/pglite.ts";
import { openPostgres } from "../src/db/postgres.ts";
import { TEMPLATE_DATABASE } from "./postgres-setup.ts";

/** A migrated, empty database of the kind that this run tests: embedded in memory, or one more on the Postgres server. */
export async function openTestDatabase(): Promise<Database> {
  const url = inject("postgresUrl");
  if (url) return openPostgres(await createPostgresDatabase(url), () => {});
  const dump = inject("embeddedDump");
  if (!dump) throw new Error("this test needs the project 'embedded' or 'postgres'");
  return openEmbedded({ dump: new Blob([new Uint8Array(await readFile(dump))]) });
}

/** Answers the address of a fresh copy of the template. */
export async function createPostgresDatabase(maintenanceUrl: string): Promise<string> {
  const name = `keywright_${randomBytes(8).toString("hex")}`;
  const maintenance = openPostgres(maintenanceUrl, () => {});
  await maintenance.execScript(`create database ${name} template ${TEMPLATE_DATABASE}`);
  await maintenance.close();
  const url = new URL(maintenanceUrl);
  url.pathname = `/${name}`;
  return url.href;
}
