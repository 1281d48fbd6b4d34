import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
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
  plugins: [apiKey({ rateLimit: { enabled: false } })],
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
const answer = toNodeHandler(auth);
const server = createServer((request, response) => {
  void (request.url === "/verify" ? verify(request, response) : answer(request, response));
});
server.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));

/** better-auth verifies keys in process only: this is the least that offers it over HTTP. */
async function verify(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { key } = (await json(request)) as { key: string };
  const verified = await auth.api.verifyApiKey({ body: { key } });
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(verified));
}
