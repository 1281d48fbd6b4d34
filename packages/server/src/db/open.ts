import { type Config, ConfigError, embeddedFolder } from "../config.ts";
import type { Database } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrate } from "./migrate.ts";
import { openEmbedded } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";
import { NOT_ALLOWED, sqlState } from "./sql-state.ts";

const MIN_POSTGRES_VERSION = 150_000;
/** In words what drivers and Postgres say in codes. */
const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: "nothing listens at that address",
  ENOTFOUND: "there is no such host",
  "28P01": "it refuses the user or the password",
  "28000": "it refuses the user or the password",
  "3D000": "the server has no such database",
};

/** Opens the database that the settings name and brings it up to date. */
export async function openDatabase(config: Config, onError: (error: Error) => void): Promise<Database> {
  const database = config.databaseUrl
    ? await reachPostgres(config.databaseUrl, onError)
    : await openOwnFolder(config.dataDir);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    if (sqlState(error) !== NOT_ALLOWED) throw error;
    throw new ConfigError(
      "The user of DATABASE_URL may not create tables: make it the owner of its database.",
    );
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
    const reason = code ? (UNREACHABLE[code] ?? `error ${code}`) : "it does not answer";
    throw new ConfigError(`The database named by DATABASE_URL cannot be used: ${reason}.`);
  }
}
