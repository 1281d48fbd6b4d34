import { useSyncExternalStore } from "react";

const STEP_MS = 15_000;

let nowMs = Date.now();
const listeners = new Set<() => void>();

setInterval(() => {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}, STEP_MS);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One clock for all times on a page, so that they move on together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
