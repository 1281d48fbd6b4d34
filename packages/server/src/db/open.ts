import { type Config, ConfigError, embeddedFolder } from "../config.ts";
import type { Database } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrate } from "./migrate.ts";
import { openEmbedded } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";

const MIN_POSTGRES_VERSION = 150_000;

/** Opens the database that the settings name and brings it up to date. */
export async function openDatabase(config: Config, onError: (error: Error) => void): Promise<Database> {
  const database = config.databaseUrl
    ? await reachPostgres(config.databaseUrl, onError)
    : await openOwnFolder(config.dataDir);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

async function openOwnFolder(dataDir: string): Promise<Database> {
  const unlock = await lockFolder(dataDir);
  try {
    const database = await openEmbedded({ folder: embeddedFolder(dataDir) });
    return {
      ...database,
      async close() {
        await database.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function reachPostgres(url: string, onError: (error: Error) => void): Promise<Database> {
  const database = openPostgres(url, onError);
  try {
    const version = await database.serverVersion();
    if (version < MIN_POSTGRES_VERSION) throw new ConfigError("DATABASE_URL names a Postgres older than 15.");
    return database;
  } catch (error) {
    await database.close();
    if (error instanceof ConfigError) throw error;
    // Neither the address nor the driver's words: both may hold the password.
    const { code } = error as { code?: string };
    throw new ConfigError(`The database named by DATABASE_URL cannot be reached${code ? ` (${code})` : ""}.`);
  }
}
