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
  const exclude = (name: string) => name.includes("node_modules") || name === "build";
  for await (const file of glob("**/*.md", { cwd: ROOT, exclude })) files.push(file);
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

/** The commands of a page against a server of their own, as they stand but for the address; they stop at the first refusal. */
async function follow(page: string): Promise<string> {
  const text = await readFile(join(ROOT, "docs", page), "utf8");
  const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => script).join("\n");
  const database = openPostgres(await createPostgresDatabase(inject("postgresUrl") as string), () => {});
  const kw = await startTestService({ database });
  const folder = await mkdtemp(join(tmpdir(), "keywright-docs-"));
  try {
    await writeFile(join(folder, "operator.token"), kw.operatorToken);
    const script = commands.replace("http://127.0.0.1:4600", kw.url);
    const failing = script.replaceAll("curl -s ", "curl -sS --fail-with-body ");
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", failing], { cwd: folder });
    return stdout;
  } finally {
    await kw.close();
    await rm(folder, { recursive: true });
  }
}

test("the commands of 'your first token' do what the page says, as they stand", async () => {
  const said = await follow("first-token.md");
  expect(said).toContain('"allowed":true');
  expect(said.slice(said.lastIndexOf("auditEvents"))).toMatch(/token\.revoke.*token\.rotate.*role\.update/s);
});

test("the commands of 'protect your API' get the same verdict at every door, and none after the revocation", async () => {
  const said = await follow("verification.md");
  const before = said.slice(0, said.indexOf('"propagation"'));
  expect(before).toMatch(/200\n(.|\n)*403\n/);
  for (const verdict of ['"allowed":true', '"active":true', '"decision":true', '"introspection_endpoint"']) {
    expect(before).toContain(verdict);
  }
  const after = said.slice(before.length);
  expect(after).toContain('"propagation":{"complete":true');
  expect(after).toContain('"allowed":false,"reason":"revoked"');
});

test("the commands of 'tokens for pages and apps' allow its own website, and nothing else", async () => {
  const said = await follow("publishable-tokens.md");
  const verdicts = [...said.matchAll(/"allowed":(true|false)(?:.*?"reason":"(\w+)")?/g)];
  expect(verdicts.map(([, allowed, reason]) => (allowed === "true" ? allowed : reason))).toEqual([
    "true",
    "origin_not_allowed",
    "origin_not_allowed",
    "wrong_exposure",
    "revoked",
  ]);
  expect(said).toMatch(/"keys":\[.*"token":"ey/);
  expect(said).toMatch(/^200\n403$/m);
});

test("the code of 'tokens for pages and apps' stands in the website that it names", async () => {
  const flat = (text: string) => text.replaceAll(/\s+/g, " ").trim();
  const page = await readFile(join(ROOT, "docs/publishable-tokens.md"), "utf8");
  const website = flat(await readFile(join(ROOT, "e2e/website.ts"), "utf8"));
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const parts = code.trim().split("\n\n").map(flat);
  expect(parts).toHaveLength(3);
  for (const part of parts) expect(website).toContain(part);
});

test("the commands of 'clients of Unleash's token API' make a token, and nothing takes it once it is deleted", async () => {
  const said = await follow("unleash.md");
  expect(said).toMatch(
    /"tokenName":"shop-backend".*"secret":"tok_|"secret":"tok_.*"tokenName":"shop-backend"/,
  );
  expect(said).toMatch(
    /"type":"client","projects":\["shop"\],"environment":"production"\}\]\}\{"tokens":\[\]\}$/,
  );
});

test("the code of 'protect your API' stands in the example that it names", async () => {
  const page = await readFile(join(ROOT, "docs/verification.md"), "utf8");
  const example = await readFile(join(ROOT, "examples/express/server.ts"), "utf8");
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const parts = code.trim().split("\n\n");
  expect(parts).toHaveLength(3);
  for (const part of parts) expect(example).toContain(part);
});
