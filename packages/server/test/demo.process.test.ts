import { createClient } from "@keywright/sdk";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { painter } from "../demo/paint.ts";
import { refusal, Stage } from "../demo/stage.ts";
import { Timeline } from "../demo/timeline.ts";
import { startTestService } from "./harness.ts";

const DEMO = fileURLToPath(new URL("../demo/demo.ts", import.meta.url));
/** What the demo may take on two idle cores. Reported, not asserted: machines that run tests are seldom idle. */
const BUDGET_SECONDS = 20;
/** A cold start on a machine that runs other tests too. */
const TIMEOUT = { timeout: 120_000 };
const POLL_MS = 20;

const MARKED_STEPS = [
  "✓ Loaded the catalogue template paas",
  "✓ Made project web-shop with the secret group db",
  "✓ Made project back-office with the secret group ledger",
  "✓ Made role ci-deploy: it may read services, in web-shop alone",
  "✓ Issued github-main from role ci-deploy for 30 days",
  "✓ It is a JWT that any JWT library can check",
  "✓ Issued its verifier a token that may verify, and nothing else",
  "✓ It is connected, and knows all that Keywright knows",
  "✓ It lists the services of web-shop, and the API knows who asks",
  "✗ It may not delete one, and is told which permission that takes",
  "✗ back-office is outside its role",
  "✓ Gave role ci-deploy Services > Delete",
  "✓ The call that was refused is allowed now",
  "✓ Issued a new key; the old one has 2 s left",
  "✓ Until then both keys work",
  "✗ The old key has ended",
  "✓ The new key goes on",
  "✓ Revoked github-main",
  "✗ The very next call is refused",
  "✓ A JWT library alone would accept it",
  "✓ What was done to github-main and to its role, and by whom",
  "✓ It was last used when it was last allowed something",
  "✓ Every call is counted",
  "✓ They hold no token's value and no project's secret",
];

/** The demo with a temporary folder of its own, in a process group of its own: what it leaves behind shows. */
async function startDemo() {
  const folder = await mkdtemp(join(tmpdir(), "keywright-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = {
    ...process.env,
    TMPDIR: folder,
    // Settings of a Keywright that exists: the demo must not touch it.
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    KEYWRIGHT_DATA_DIR: join(folder, "existing"),
  };
  const child = spawn(process.execPath, [DEMO], { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
  const pid = child.pid ?? 0;
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  onTestFinished(() => endGroup(pid));
  return {
    pid,
    output: () => output,
    async until(text: string) {
      while (!output.includes(text)) {
        expect(child.exitCode, `the demo ended before “${text}”:\n${output}`).toBe(null);
        await delay(POLL_MS);
      }
    },
    /** Answers the exit code, and checks that nothing has stayed. */
    async ended(): Promise<number | null> {
      const exitCode = await exited;
      expect(() => process.kill(-pid, 0), "no process of the group is left").toThrow("ESRCH");
      expect(await readdir(folder), "no folder is left").toEqual([]);
      return exitCode;
    },
  };
}

/** For a test that failed half way. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left, as it should be.
  }
}

test("the demo plays every step in order, shows no token, and leaves nothing", TIMEOUT, async () => {
  const startedAt = performance.now();
  const demo = await startDemo();
  expect(await demo.ended(), demo.output()).toBe(0);
  const seconds = (performance.now() - startedAt) / 1000;
  console.info(`the demo took ${seconds.toFixed(1)} s of a budget of ${BUDGET_SECONDS} s`);

  const output = demo.output();
  const lines = output.split("\n");
  const marked = lines.flatMap((line) => /^ +[\d.]+ s {2}([✓✗] .*?)( · .*)?$/.exec(line)?.[1] ?? []);
  expect(marked).toEqual(MARKED_STEPS);
  expect(output).toMatch(/github-main DELETE +\/projects\/web-shop\/services\/checkout +403 +[\d.]+ ms/);
  expect(output).toContain("'Project > Services > General > Delete'.");
  expect(output.match(/revision \d+, confirmed by 1 of 1 verifiers/g)).toHaveLength(2);
  expect(output).toContain('WWW-Authenticate: Bearer realm="keywright", error="invalid_token"');
  expect(output, "no more of a token than its beginning").not.toMatch(/eyJ[\w-]{9}/);
  expect(output, "no colour where there is no terminal").not.toContain("\u001b");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test.each(["Started node packages", "Issued github-main", "Started node examples"])(
  "Ctrl-C after “%s” leaves nothing",
  TIMEOUT,
  async (moment) => {
    const demo = await startDemo();
    await demo.until(moment);
    // As a terminal does it: to every process of the group.
    process.kill(-demo.pid, "SIGINT");
    expect(await demo.ended(), demo.output()).toBe(130);
    expect(demo.output()).toContain("Stopped before the end.");
  },
);

test("a server that dies under the demo fails it, with a sentence and without a trace", TIMEOUT, async () => {
  const demo = await startDemo();
  await demo.until("Loaded the catalogue");
  process.kill(childOf(demo.pid), "SIGKILL");
  expect(await demo.ended()).toBe(1);
  // Whichever step it is at: it or the API that it protects cannot reach the server.
  expect(demo.output()).toMatch(/✗ The demo failed\. .*http:\/\/127\.0\.0\.1:\d+/);
  expect(demo.output()).not.toMatch(/^\s+at /m);
  expect(demo.output()).toContain("The last that the server printed:");
});

function childOf(pid: number): number {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = processes
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.find(([, parent]) => parent === pid)?.[0] ?? 0;
}

test("an outcome that is not as promised stops the story", async () => {
  const kw = await startTestService();
  onTestFinished(() => kw.close());
  const told: string[] = [];
  const timeline = new Timeline({
    write: (text) => told.push(text),
    paint: painter(false),
    columns: undefined,
    startedAtMs: performance.now(),
  });
  const stage = new Stage({ url: kw.url, timeline, stopped: new AbortController().signal });
  const operator = stage.client("operator", kw.operatorToken);
  const stranger = createClient({ url: kw.url });

  const wronglyAllowed = stage.refused({
    says: "Nobody lists projects",
    run: () => refusal(operator.listProjects(), { status: 401, code: "revoked" }),
  });
  await expect(wronglyAllowed).rejects.toThrow(/“Nobody lists projects”.*\n.*allowed, where 401 revoked/);
  const wronglyRefused = stage.allowed({
    says: "Anybody lists projects",
    run: () => stranger.listProjects(),
  });
  await expect(wronglyRefused).rejects.toThrow(/“Anybody lists projects”.*\n.*401 no_credentials/);
  const refusedOtherwise = stage.refused({
    says: "The token is revoked",
    run: () => refusal(stranger.listProjects(), { status: 401, code: "revoked" }),
  });
  await expect(refusedOtherwise).rejects.toThrow("refused with 401 no_credentials, where 401 revoked");
  expect(told).toEqual([]);
});
