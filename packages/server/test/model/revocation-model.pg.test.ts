import { expect, onTestFinished, test } from "vitest";
import { startInstallation } from "./installation.ts";
import { seeded } from "./random.ts";
import { Run } from "./script.ts";
import { someWrite, suspendOrResume } from "./writes.ts";

const STEPS = 12_000;
const SETTLE_EVERY_STEPS = 4000;
/** Short, so that many run out. */
const LEASE_MS = 2500;

/** To run a seed again: MODEL_SEED=123 vitest run …; the steps are chosen as before, how they meet in time is not. */
const SEED = Number(process.env["MODEL_SEED"] ?? Math.floor(Math.random() * 1_000_000));
const TIMEOUT = { timeout: 300_000 };

test(
  "nobody decides by less than what was acknowledged, nor beyond a lease, nor otherwise than the model",
  TIMEOUT,
  async () => {
    const startedAtMs = performance.now();
    const installation = await startInstallation(LEASE_MS);
    onTestFinished(() => installation.dispose());
    const random = seeded(SEED);
    const run = new Run(installation, random, LEASE_MS);
    try {
      for (let step = 1; step <= STEPS; step++) {
        await run.nextStep();
        const kind = random.next();
        if (kind < 0.84) run.checkAtVerifier();
        else if (kind < 0.92) run.checkAtServer();
        else if (kind < 0.995) someWrite(run);
        else run.disturb();
        if (step % SETTLE_EVERY_STEPS > 0) continue;
        for (const tenant of run.tenants) if (tenant.isSuspended) suspendOrResume(run, tenant);
        await run.settle();
      }
    } catch (error) {
      throw new Error(`MODEL_SEED=${SEED}: ${(error as Error).message}`, { cause: error });
    }
    const { counts, judge, refusals } = run;
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    console.info(
      `model: ${STEPS} steps, seed ${SEED}, ${seconds} s;`,
      JSON.stringify({ ...counts, verdicts: judge.counts, refusals: Object.fromEntries(refusals) }),
    );
    expect(judge.counts.allowed).toBeGreaterThan(STEPS / 20);
    expect(judge.counts.refused).toBeGreaterThan(STEPS / 20);
    expect(counts.complete).toBeGreaterThan(0);
  },
);
