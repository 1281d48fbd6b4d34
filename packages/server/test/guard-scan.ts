import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Database } from "../src/db/database.ts";

/** Where to look. */
export interface Haystack {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Every row of every table of every schema, as text; bytes are in hexadecimal. */
export async function rowsOf(database: Database): Promise<Haystack[]> {
  const haystacks: Haystack[] = [];
  for (const { schema, table } of await allTables(database)) {
    const { rows } = await sql<{ row: string }>`
      select stored::text as row from ${sql.table(`${schema}.${table}`)} as stored
    `.execute(database.kysely);
    const text = rows.map(({ row }) => row).join("\n");
    haystacks.push({
      name: `table ${schema === "public" ? "" : `${schema}.`}${table}`,
      bytes: Buffer.from(text),
    });
  }
  return haystacks;
}

/** Ours, and those of whatever else keeps something there. */
async function allTables({ kysely }: Database): Promise<{ schema: string; table: string }[]> {
  const { rows } = await sql<{ schema: string; table: string }>`
    select schemaname as schema, tablename as table from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2
  `.execute(kysely);
  return rows;
}

/** Every file below the folder. One that goes while we look is gone. */
export async function filesIn(folder: string, isWanted = (_path: string) => true): Promise<Haystack[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const haystacks: Haystack[] = [];
  for (const path of paths.filter(isWanted)) {
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    haystacks.push({ name: `file ${path}`, bytes });
  }
  return haystacks;
}

/** Which of the secrets stand in which of the haystacks, in whatever form: this should answer nothing. */
export function findIn(
  haystacks: readonly Haystack[],
  secrets: Readonly<Record<string, string | Buffer>>,
): string[] {
  const needles = Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).map(([form, bytes]) => ({ name: `${name} (${form})`, bytes })),
  );
  return haystacks.flatMap(({ name, bytes }) =>
    needles.filter((needle) => bytes.includes(needle.bytes)).map((needle) => `${needle.name} in ${name}`),
  );
}

/** As it is, and as programs write it down: in hexadecimal, in UTF-16, and in base64 wherever in a text it begins. */
function formsOf(secret: string | Buffer): [form: string, bytes: Buffer][] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset): [string, Buffer] => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    // What stands at either end also depends on what stands beside it.
    const inner = text.slice(offset === 0 ? 0 : 4, Math.floor((bytes.length + offset) / 3) * 4);
    return ["base64", Buffer.from(inner)];
  });
  return [
    ["as it is", bytes],
    ["hexadecimal", Buffer.from(bytes.toString("hex"))],
    ["UTF-16", Buffer.from(bytes.toString("latin1"), "utf16le")],
    ...base64,
    ...base64.map(([, text]): [string, Buffer] => [
      "base64url",
      Buffer.from(text.toString().replaceAll("+", "-").replaceAll("/", "_")),
    ]),
  ];
}
