import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, median, milliseconds, type Row } from "./figures.ts";
import { startKeywright } from "./servers/keywright.ts";

const MAX_MS = 2000;
const STARTS = 5;

export const start: Benchmark = {
  id: "s7",
  title: "ready after start on an existing embedded database, from the process to the first 200 of /readyz",
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), "keywright-bench-"));
    try {
      const first = await startKeywright({ folder });
      await first.stop();
      return [
        { what: "first start: makes the database", figure: milliseconds(first.readyAfterMs) },
        promised("after an orderly end", await startsAfter(folder, "stop")),
        promised("after kill -9", await startsAfter(folder, "kill")),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The median time to be ready, each time after the server before was ended in this way. */
async function startsAfter(folder: string, end: "stop" | "kill"): Promise<number> {
  const before = await startKeywright({ folder });
  await before[end]();
  const times: number[] = [];
  for (let number = 0; number < STARTS; number++) {
    const server = await startKeywright({ folder });
    times.push(server.readyAfterMs);
    await server[end]();
  }
  return median(times);
}

function promised(what: string, ms: number): Row {
  return { what, figure: milliseconds(ms), promise: { text: `<= ${MAX_MS} ms`, holds: ms <= MAX_MS } };
}
