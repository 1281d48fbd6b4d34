import { Confirm } from "../ui/confirm.tsx";
import type { Sync } from "./sync.ts";
import { useStartRun } from "./use-start-run.ts";

interface RemoveDialogProps {
  readonly sync: Sync;
  /** What the platform calls it. */
  readonly destination: string;
  readonly onClose: () => void;
}

export function RemoveDialog({ sync, destination, onClose }: RemoveDialogProps) {
  const start = useStartRun(sync);
  async function confirm() {
    if (await start.run({ kind: "remove" })) onClose();
  }
  return (
    <Confirm
      title={`Remove what ${sync.name} delivered`}
      verb="Remove"
      typed={sync.name}
      pending={start.pending}
      error={start.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Every variable that the source has is deleted at {destination}, and whatever reads it there goes
      without.
      {sync.automatic &&
        " The next change of the source delivers them all again: edit the sync first if it should not."}
    </Confirm>
  );
}
