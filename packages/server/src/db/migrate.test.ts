import { PGlite } from "@electric-sql/pglite";
import { sql } from "kysely";
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { afterEach, expect, inject, test } from "vitest";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { databaseOnPglite } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";

const opened: Database[] = [];
afterEach(() => Promise.all(opened.splice(0).map((database) => database.close())));

/** Databases that nobody has migrated, each opened by so many processes; the embedded one by one. */
async function openEmpty(processes: number): Promise<Database[]> {
  const maintenanceUrl = inject("postgresUrl");
  const databases = maintenanceUrl
    ? await openEmptyPostgres(maintenanceUrl, processes)
    : [databaseOnPglite(await PGlite.create())];
  opened.push(...databases);
  return databases;
}

async function openEmptyPostgres(maintenanceUrl: string, processes: number): Promise<Database[]> {
  const name = `empty_${randomBytes(6).toString("hex")}`;
  const maintenance = openPostgres(maintenanceUrl, () => {});
  await maintenance.execScript(`create database ${name}`);
  await maintenance.close();
  const url = Object.assign(new URL(maintenanceUrl), { pathname: `/${name}` }).href;
  return Array.from({ length: processes }, () => openPostgres(url, () => {}));
}

async function scripts(): Promise<string[]> {
  const names = await readdir(new URL("./migrations/", import.meta.url));
  return names.filter((name) => name.endsWith(".sql")).sort();
}

async function recorded({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(kysely);
  return rows.map(({ name }) => name);
}

test("every script is applied once and in order, and the second start finds nothing to do", async () => {
  const [database] = (await openEmpty(1)) as [Database];
  expect(await migrate(database)).toEqual(await scripts());
  expect(await migrate(database)).toEqual([]);
  expect(await recorded(database)).toEqual(await scripts());
});

test("processes that start together on an empty database migrate it once, and none fails", async () => {
  const databases = await openEmpty(5);
  const applied = await Promise.all(databases.map((database) => migrate(database)));
  expect(applied.flat().toSorted()).toEqual(await scripts());
  expect(await recorded(databases[0] as Database)).toEqual(await scripts());
});

test("a script that fails half way leaves nothing behind, so that it can be tried again", async () => {
  const [database] = (await openEmpty(1)) as [Database];
  const script =
    "create table half (id int); insert into half values (1); select 1 / 0; create table whole (id int);";
  await expect(database.execScript(script)).rejects.toThrow(/division by zero/);
  const { rows } =
    await sql`select 1 from information_schema.tables where table_name in ('half', 'whole')`.execute(
      database.kysely,
    );
  expect(rows).toEqual([]);
  await database.execScript("create table half (id int)");
});
