import { createVerifier } from "@keywright/verifier";

/** What a verifier is told at its start, and what it tells once it can decide. */
export interface VerifierSetup {
  readonly url: string;
  readonly issuer: string;
  readonly credential: string;
}
export interface VerifierStart {
  readonly startedInMs: number;
  /** All memory of the process, at its highest until then. */
  readonly peakBytes: number;
  /** What remains in use. */
  readonly heapBytes: number;
}

process.once("message", (setup: VerifierSetup) => void start(setup));

async function start({ url, issuer, credential }: VerifierSetup): Promise<void> {
  const verifier = createVerifier({ url, issuer, audience: issuer, credential });
  const startedAt = performance.now();
  await verifier.start();
  const startedInMs = performance.now() - startedAt;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  globalThis.gc?.();
  const heapBytes = process.memoryUsage().heapUsed;
  process.send?.({ startedInMs, peakBytes, heapBytes } satisfies VerifierStart);
  await verifier.close();
  process.disconnect();
}
