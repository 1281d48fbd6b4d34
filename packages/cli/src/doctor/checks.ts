import type { Chosen } from "../context/chosen.ts";
import type { GlobalOptions } from "../global-options.ts";

export interface Finding {
  readonly check: string;
  /** `note`: worth knowing, and nothing is wrong. */
  readonly level: "ok" | "note" | "problem";
  readonly says: string;
  /** What to do about it. */
  readonly advice?: string;
}

export interface Patient {
  readonly chosen: Chosen;
  readonly options: GlobalOptions;
}

export const ok = (check: string, says: string): Finding => ({ check, level: "ok", says });
export const note = (check: string, says: string, advice?: string): Finding => ({
  check,
  level: "note",
  says,
  ...(advice !== undefined && { advice }),
});
export const problem = (check: string, says: string, advice: string): Finding => ({
  check,
  level: "problem",
  says,
  advice,
});
