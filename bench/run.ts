import { cpus } from "node:os";
import type { Benchmark, Row } from "./figures.ts";
import { warmCheck } from "./s1-warm-check.ts";
import { coldCheck } from "./s2-cold-check.ts";
import { issuing } from "./s5-issuing.ts";
import { start } from "./s7-start.ts";
import { tableOf } from "./table.ts";

const ALL: readonly Benchmark[] = [warmCheck, coldCheck, issuing, start];

const asked = process.argv.slice(2).map((name) => name.toLowerCase());
const unknown = asked.filter((name) => !ALL.some(({ id }) => id === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}. Known: ${ALL.map(({ id }) => id).join(", ")}.\n`,
  );
  process.exit(64);
}

const chosen = ALL.filter(({ id }) => asked.length === 0 || asked.includes(id));
const results: { benchmark: Benchmark; rows: readonly Row[] }[] = [];
for (const benchmark of chosen) {
  process.stderr.write(`measuring ${benchmark.id}: ${benchmark.title}\n`);
  results.push({ benchmark, rows: await benchmark.measure() });
}
const [cpu] = cpus();
process.stdout.write(
  `\n${tableOf(results)}\n\n${cpus().length} x ${cpu?.model ?? "unknown processor"}, Node ${process.version}\n`,
);
