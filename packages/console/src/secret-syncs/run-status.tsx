import { Status, type Tone } from "../ui/status.tsx";
import type { SyncRun } from "./sync.ts";

const TONES: Readonly<Record<SyncRun["status"], Tone>> = {
  pending: "idle",
  running: "idle",
  succeeded: "good",
  failed: "bad",
};

/** One that waits after an attempt has failed is not well. */
export function RunStatus({ run }: { readonly run: Pick<SyncRun, "status" | "message"> | undefined }) {
  if (!run) return <Status tone="idle">not run yet</Status>;
  const isTryingAgain = run.status === "pending" && run.message !== undefined;
  return <Status tone={isTryingAgain ? "warn" : TONES[run.status]}>{run.status}</Status>;
}
