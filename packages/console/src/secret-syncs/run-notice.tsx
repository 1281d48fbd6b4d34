import { Alert, Text } from "@mantine/core";
import { IconAlertCircle, IconClock } from "@tabler/icons-react";
import { KINDS } from "./run-words.ts";
import type { SyncRun } from "./sync.ts";

/** Why the last run has failed, or has not succeeded so far. Nothing when there is nothing to be done. */
export function RunNotice({ run }: { readonly run: SyncRun | undefined }) {
  if (!run || run.message === undefined || run.status === "succeeded") return null;
  const hasFailed = run.status === "failed";
  return (
    <Alert
      color={hasFailed ? "red" : "yellow"}
      icon={hasFailed ? <IconAlertCircle size={18} /> : <IconClock size={18} />}
      title={
        hasFailed ? `The last ${KINDS[run.kind]} failed` : "It did not work yet, and is tried again by itself"
      }
      role="status"
    >
      <Text fz={14}>{run.message}</Text>
    </Alert>
  );
}
