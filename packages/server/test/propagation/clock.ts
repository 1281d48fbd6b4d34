/** Milliseconds of the machine's monotonic clock: instants of different processes on it can be compared. */
export function machineMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
