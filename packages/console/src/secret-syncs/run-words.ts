import type { SyncRun } from "./sync.ts";

export const KINDS: Readonly<Record<SyncRun["kind"], string>> = {
  sync: "sync",
  import: "import",
  remove: "removal",
};

const TRIGGERS: Readonly<Record<SyncRun["trigger"], string>> = {
  creation: "the sync was created",
  edit: "the sync was edited",
  change: "the source changed",
  rotation: "the token was rotated",
  manual: "by hand",
};

/** Why it ran: `by Ada Lovelace`, `the source changed`. */
export function triggerWords({ trigger, actor }: Pick<SyncRun, "trigger" | "actor">): string {
  return trigger === "manual" && actor ? `by ${actor.name}` : TRIGGERS[trigger];
}
