import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { glob, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { inject, expect, test } from "vitest";
import { openPostgres } from "../src/db/postgres.ts";
import { startTestService } from "./harness.ts";
import { createPostgresDatabase } from "./test-database.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const run = promisify(execFile);

async function markdownFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob("**/*.md", { cwd: ROOT, exclude: (name) => name.includes("node_modules") }))
    files.push(file);
  return files;
}

test("every link between the pages leads somewhere", async () => {
  const broken: string[] = [];
  for (const file of await markdownFiles()) {
    const text = await readFile(join(ROOT, file), "utf8");
    for (const [, target] of text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)) {
      if (!existsSync(resolve(ROOT, dirname(file), target as string))) broken.push(`${file} -> ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test("the commands of 'your first token' do what the page says, as they stand", async () => {
  const page = await readFile(join(ROOT, "docs/first-token.md"), "utf8");
  const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => script).join("\n");
  const database = openPostgres(await createPostgresDatabase(inject("postgresUrl") as string), () => {});
  const kw = await startTestService({ database });
  const folder = await mkdtemp(join(tmpdir(), "keywright-docs-"));
  try {
    await writeFile(join(folder, "operator.token"), kw.operatorToken);
    // As on the page, but for the address and for stopping at the first refusal.
    const script = `${commands.replace("http://127.0.0.1:4600", kw.url).replace("curl -s", "curl -sS --fail-with-body")}`;
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    expect(stdout).toContain('"allowed":true');
    expect(stdout.slice(stdout.lastIndexOf("auditEvents"))).toMatch(
      /token\.revoke.*token\.rotate.*role\.update/s,
    );
  } finally {
    await kw.close();
    await rm(folder, { recursive: true });
  }
});
