import type { TestProject } from "vitest/node";
import { migrate } from "../src/db/migrate.ts";
import { openPostgres } from "../src/db/postgres.ts";
import { startJobs } from "../src/jobs/jobs.ts";
import { startPostgres } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the Postgres server's maintenance database; absent where tests run on the embedded database. */
    postgresUrl?: string;
    embeddedDump?: string;
  }
}

/** Each test file copies this database: migrating once is enough. */
export const TEMPLATE_DATABASE = "keywright_template";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  const maintenanceUrl = server.urlOf("postgres");
  const maintenance = openPostgres(maintenanceUrl, () => {});
  await maintenance.execScript(`create database ${TEMPLATE_DATABASE}`);
  await maintenance.close();
  const template = openPostgres(server.urlOf(TEMPLATE_DATABASE), () => {});
  await migrate(template);
  const jobs = await startJobs({ database: template, queues: [], onError: () => {} });
  await jobs.stop();
  await template.close();
  project.provide("postgresUrl", maintenanceUrl);
  return () => server.stop();
}
