import { createVerifier } from "@keywright/verifier";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../packages/server/test/postgres-server.ts";
import { type Benchmark, median, megabytes, milliseconds, perSecond, type Row } from "./figures.ts";
import type { Rates } from "./rates.ts";
import { type Contender, ratesOf } from "./rounds.ts";
import { createDatabase } from "./servers/database.ts";
import { ASKED_PERMISSION, forwardAuth, introspection, issue, type Issued } from "./servers/doors.ts";
import { createIssuer, type KeywrightServer, PUBLIC_URL, startKeywright } from "./servers/keywright.ts";
import { answersPerCpuSecond, type Served } from "./servers/load.ts";
import { multiply } from "./servers/many.ts";
import type { VerifierSetup, VerifierStart } from "./servers/verifier-process.ts";

/** Issued in the ordinary way, and all in use. */
const FEW = 1000;
const MANY = { tokens: 999_000, revoked: 100_000, roles: 10_000 };
const MAX_DIFFERENCE = 0.1;
const MAX_START_MS = 1000;
const MAX_BYTES = 100e6;
const STARTS = 5;
/** It is not only measured: a verifier that needs more, and be it for a moment, dies. */
const HEAP_LIMIT = "--max-old-space-size=100";
const VERIFIER = fileURLToPath(new URL("./servers/verifier-process.ts", import.meta.url));

/** An installation whose tokens were issued, and the server on it. */
interface Installation {
  readonly server: KeywrightServer;
  readonly tokens: readonly Issued[];
}

export const manyTokens: Benchmark = {
  id: "s6",
  title:
    "cost does not grow with tokens: 1,000 of them, and 1,000,000 with 100,000 revocations and 10,000 roles",
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), "keywright-bench-"));
    const postgres = await startPostgres();
    const running: Installation[] = [];
    try {
      const few = await startWith(await createDatabase(postgres, "few"), join(folder, "few"));
      running.push(few);
      const many = await startWith(await createDatabase(postgres, "many"), join(folder, "many"), MANY);
      running.push(many);
      return [
        ...(await checks(few, many)),
        ...(await doors(few, many)),
        ...verifierRows(await verifierStarts(many.server)),
      ];
    } finally {
      for (const { server } of running) await server.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function startWith(databaseUrl: string, folder: string, amounts?: typeof MANY): Promise<Installation> {
  await mkdir(folder);
  const server = await startKeywright({ folder, databaseUrl });
  const tokens = await issue(server, await createIssuer(server), FEW);
  if (amounts === undefined) return { server, tokens };
  await server.stop();
  await multiply(databaseUrl, tokens[0]!.id, amounts);
  return { server: await startKeywright({ folder, databaseUrl }), tokens };
}

/** S1 again, by the verifier of each installation. */
async function checks(few: Installation, many: Installation): Promise<Row[]> {
  const verifiers = [few, many].map(({ server }) => createVerifier(verifierOf(server)));
  try {
    await Promise.all(verifiers.map((verifier) => verifier.start()));
    const [atFew, atMany] = ["in process, few", "in process, many"] as const;
    const rates = ratesOf([
      await checker(atFew, verifiers[0]!, few.tokens),
      await checker(atMany, verifiers[1]!, many.tokens),
    ]);
    return compared("verifier: token in, verdict out, use counted", rates, atFew, atMany);
  } finally {
    await Promise.all(verifiers.map((verifier) => verifier.close()));
  }
}

async function checker(
  name: string,
  verifier: ReturnType<typeof createVerifier>,
  tokens: readonly Issued[],
): Promise<Contender> {
  const request = { permission: ASKED_PERMISSION };
  for (const { token } of tokens) await verifier.verify(token, request);
  return {
    name,
    run(times) {
      for (let turn = 0; turn < times; turn++) {
        const verdict = verifier.verify(tokens[turn % tokens.length]!.token, request);
        if (verdict instanceof Promise || !verdict.allowed) throw new Error("a warm check did not allow");
      }
    },
  };
}

/** S3 again, at the server of each installation. */
async function doors(few: Installation, many: Installation): Promise<Row[]> {
  const targetsOf = (name: string, { server, tokens }: Installation): Served[] => [
    { name: `introspection, ${name}`, server, target: introspection(server, tokens) },
    { name: `forward-auth, ${name}`, server, target: forwardAuth(server, tokens) },
  ];
  const rates = await answersPerCpuSecond([...targetsOf("few", few), ...targetsOf("many", many)]);
  return ["introspection", "forward-auth"].flatMap((door) =>
    compared(door, rates, `${door}, few`, `${door}, many`),
  );
}

function compared(what: string, rates: Rates, few: string, many: string): Row[] {
  const ratio = rates.ratio(many, few);
  const holds = ratio >= 1 - MAX_DIFFERENCE;
  return [
    {
      what: `${what}, with 1,000,000`,
      figure: perSecond(rates.of(many)),
      promise: { text: ">= 0.9 of 1,000", holds },
    },
    { what: `${what}, with 1,000`, figure: perSecond(rates.of(few)), ratio },
  ];
}

function verifierOf({ url, operatorToken }: KeywrightServer): VerifierSetup & { audience: string } {
  return { url, credential: operatorToken, issuer: PUBLIC_URL, audience: PUBLIC_URL };
}

/** Verifiers in processes of their own, one after the other. */
async function verifierStarts(server: KeywrightServer): Promise<VerifierStart[]> {
  const starts: VerifierStart[] = [];
  while (starts.length < STARTS) {
    const child = fork(VERIFIER, { execArgv: ["--expose-gc", HEAP_LIMIT] });
    const ended = once(child, "exit");
    child.send(verifierOf(server));
    const [start] = (await once(child, "message")) as [VerifierStart];
    starts.push(start);
    await ended;
  }
  return starts;
}

function verifierRows(starts: readonly VerifierStart[]): Row[] {
  const of = (pick: (start: VerifierStart) => number) => median(starts.map(pick));
  const startedInMs = of((start) => start.startedInMs);
  const [peak, heap] = [of((start) => start.peakBytes), of((start) => start.heapBytes)];
  return [
    {
      what: "a verifier with 10,000 roles and 100,000 revocations: from start() until it can decide",
      figure: milliseconds(startedInMs),
      promise: { text: "< 1,000 ms", holds: startedInMs < MAX_START_MS },
    },
    {
      what: "its heap in use, never above 100 MB",
      figure: megabytes(heap),
      promise: { text: "< 100 MB", holds: heap < MAX_BYTES },
    },
    { what: "its whole process at its highest, Node included", figure: megabytes(peak) },
  ];
}
