import pg from "pg";
import type { PostgresServer } from "../../packages/server/test/postgres-server.ts";

/** Answers the address of a new, empty database. */
export async function createDatabase(postgres: PostgresServer, name: string): Promise<string> {
  await query(postgres.urlOf("postgres"), `create database ${name}`);
  return postgres.urlOf(name);
}

export async function query<Row extends object>(
  databaseUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
