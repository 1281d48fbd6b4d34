import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "../packages/server/src/db/migrate.ts";
import { openEmbedded } from "../packages/server/src/db/pglite.ts";
import { startJobs } from "../packages/server/src/jobs/jobs.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of an embedded database that is migrated and otherwise empty: to be copied. */
    migratedFolder?: string;
  }
}

/** Creating an embedded database takes longer than all else of a first start, and every server of a journey needs one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-migrated-"));
  const database = await openEmbedded({ folder });
  await migrate(database);
  const jobs = await startJobs({ database, queues: [], onError: () => {} });
  await jobs.stop();
  await database.close();
  project.provide("migratedFolder", folder);
  return () => rm(folder, { recursive: true, force: true });
}
