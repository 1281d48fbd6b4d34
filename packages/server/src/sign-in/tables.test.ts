import { getMigrations } from "better-auth/db/migration";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/test-database.ts";
import type { Database } from "../db/database.ts";
import { createAuth } from "./auth.ts";
import { createLinks } from "./links.ts";
import { createMailer } from "./mail.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test("our migrations make every table and column that the library wants", async () => {
  const publicUrl = "http://localhost:4600";
  const { options } = createAuth({
    database,
    publicUrl,
    secret: "s".repeat(43),
    logger: pino({ level: "silent" }),
    mailer: createMailer(undefined, { from: undefined }),
    links: createLinks(publicUrl),
    inBackground: () => {},
  });
  const { toBeCreated, toBeAdded, schemaProblems } = await getMigrations(options);
  expect({ toBeCreated, toBeAdded, schemaProblems }).toEqual({
    toBeCreated: [],
    toBeAdded: [],
    schemaProblems: [],
  });
});
