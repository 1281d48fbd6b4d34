import { PGlite } from "@electric-sql/pglite";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "../src/db/migrate.ts";
import { databaseOnPglite } from "../src/db/pglite.ts";
import { startJobs } from "../src/jobs/jobs.ts";

/** Creating and migrating an embedded database takes seconds; every test file starts from this dump instead. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-embedded-"));
  const file = join(folder, "dump.tar");
  const pglite = await PGlite.create();
  const database = databaseOnPglite(pglite);
  await migrate(database);
  const jobs = await startJobs({ database, queues: [], onError: () => {} });
  await jobs.stop();
  const dump = await pglite.dumpDataDir("none");
  await writeFile(file, Buffer.from(await dump.arrayBuffer()));
  await database.close();
  project.provide("embeddedDump", file);
  return () => rm(folder, { recursive: true, force: true });
}
