import { cpus } from "node:os";
import type { Benchmark, Row } from "./figures.ts";
import { warmCheck } from "./s1-warm-check.ts";
import { coldCheck } from "./s2-cold-check.ts";
import { doors } from "./s3-doors.ts";
import { revocation } from "./s4-revocation.ts";
import { issuing } from "./s5-issuing.ts";
import { manyTokens } from "./s6-many-tokens.ts";
import { start } from "./s7-start.ts";
import { tableOf } from "./table.ts";

const BENCHMARKS: readonly Benchmark[] = [
  warmCheck,
  coldCheck,
  doors,
  revocation,
  issuing,
  manyTokens,
  start,
];

const asked = process.argv.slice(2);
const unknown = asked.find((id) => !BENCHMARKS.some((benchmark) => benchmark.id === id));
if (unknown !== undefined) {
  console.error(`There is no benchmark ${unknown}: there are ${BENCHMARKS.map(({ id }) => id).join(", ")}.`);
  process.exit(1);
}

const results: { benchmark: Benchmark; rows: readonly Row[] }[] = [];
for (const benchmark of BENCHMARKS) {
  if (asked.length > 0 && !asked.includes(benchmark.id)) continue;
  console.error(`${benchmark.id}: ${benchmark.title} …`);
  results.push({ benchmark, rows: await benchmark.measure() });
}
const [{ model } = { model: "unknown processor" }] = cpus();
console.log(`\nNode ${process.versions.node}, ${cpus().length} x ${model}, ${process.platform}\n`);
console.log(tableOf(results));
