import { createClient } from "@keywright/sdk";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, median, milliseconds, type Row } from "./figures.ts";
import { createIssuer, type KeywrightServer, startKeywright } from "./servers/keywright.ts";

const MAX_MS = 2000;
const STARTS = 7;
/** What the database holds before, and what is written to it between one start and the next. */
const TOKENS_BEFORE = 300;
const TOKENS_BETWEEN = 20;

export const start: Benchmark = {
  id: "s7",
  title: "the server is ready 2 s after start on an existing embedded database",
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), "keywright-bench-"));
    try {
      const first = await startKeywright({ folder });
      const issuer = await createIssuer(first);
      await issue(first, issuer, TOKENS_BEFORE);
      await first.stop();
      const afterStop: number[] = [];
      const afterKill: number[] = [];
      for (let round = 0; round < STARTS; round++) {
        const server = await startKeywright({ folder });
        afterStop.push(server.readyAfterMs);
        await issue(server, issuer, TOKENS_BETWEEN);
        await server.kill();
        const revived = await startKeywright({ folder });
        afterKill.push(revived.readyAfterMs);
        await issue(revived, issuer, TOKENS_BETWEEN);
        await revived.stop();
      }
      return [
        promised("after it was stopped", afterStop),
        promised("after kill -9 in the middle of its work", afterKill),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function issue({ url }: KeywrightServer, token: string, count: number): Promise<void> {
  const client = createClient({ url, token });
  const body = { name: "pipeline", roleId: "deploy", lifetimeSeconds: 3600 };
  await Promise.all(Array.from({ length: count }, () => client.issueToken({ body })));
}

function promised(what: string, startsMs: readonly number[]): Row {
  const value = median(startsMs);
  return { what, figure: milliseconds(value), promise: { text: "<= 2,000 ms", holds: value <= MAX_MS } };
}
