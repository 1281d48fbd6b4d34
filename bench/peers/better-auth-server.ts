import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { createServer } from "node:http";
import pg from "pg";

/** As many as our server opens. */
const POOL_MAX_CONNECTIONS = 16;

const { PORT, DATABASE_URL, SECRET } = process.env as Record<string, string>;
const auth = betterAuth({
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: SECRET!,
  database: new pg.Pool({ connectionString: DATABASE_URL!, max: POOL_MAX_CONNECTIONS }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [apiKey()],
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
const server = createServer((request, response) => void toNodeHandler(auth)(request, response));
server.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
