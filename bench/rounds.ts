import { Rates } from "./rates.ts";

/** Something that can do its work any number of times in a row. */
export interface Contender {
  readonly name: string;
  run(times: number): void;
}

const ROUNDS = 15;
const SLICE_MS = 60;
const WARM_UP_MS = 300;

/**
 * How often each contender does its work in a second of one core, by name: in many slices, taken in turn, so that
 * whatever else the machine does falls on all of them alike. The clock is read twice per slice and never per call:
 * a call here can cost less than reading the clock does.
 */
export function ratesOf(contenders: readonly Contender[]): Rates {
  const slices = contenders.map((contender) => ({ contender, times: timesIn(SLICE_MS, contender) }));
  const rates = new Rates();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { contender, times } of slices) {
      rates.add(contender.name, (times / elapsedMs(contender, times)) * 1000);
    }
  }
  return rates;
}

/** How often the contender can run in that time, once it is warm. */
function timesIn(ms: number, contender: Contender): number {
  let times = 1;
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) {
    times = Math.max(1, Math.round((times * ms) / Math.max(elapsedMs(contender, times), 0.01)));
  }
  return times;
}

/** Processor time of this thread: while the machine serves others, nobody's time runs. */
function elapsedMs(contender: Contender, times: number): number {
  const start = process.threadCpuUsage();
  contender.run(times);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}
