import { isUnderWay, type SyncRun } from "./sync.ts";

const UNDER_WAY_MS = 700;

/** How often a page asks again: somebody waits for a run that is under way. Of all others, live updates tell. */
export function watch(runs: readonly (SyncRun | undefined)[]): number | false {
  return runs.some(isUnderWay) ? UNDER_WAY_MS : false;
}
