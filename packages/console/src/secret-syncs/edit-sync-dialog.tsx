import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import type { Sync } from "./sync.ts";
import { draftOf, editOf, type SyncBody, type SyncDraft } from "./sync-draft.ts";
import { SyncForm } from "./sync-form.tsx";

interface EditSyncDialogProps {
  readonly sync: Sync;
  readonly onClose: () => void;
}

export function EditSyncDialog({ sync, onClose }: EditSyncDialogProps) {
  const { client, team } = useTeamPlace();
  const [draft, setDraft] = useState(() => draftOf(sync));
  const edit = editOf(draft, sync);
  const save = useWrite((body: Partial<SyncBody>, options) =>
    client.patchSync({ params: { teamId: team, syncId: sync.id }, body }, options),
  );
  async function submit() {
    if (!(await save.run(edit))) return;
    notifications.show({ message: "Saved." });
    onClose();
  }
  return (
    <SyncForm
      title={`Edit ${sync.name}`}
      verb="Save"
      draft={draft}
      onChange={(part: Partial<SyncDraft>) => setDraft((old) => ({ ...old, ...part }))}
      write={save}
      isEdited={Object.keys(edit).length > 0}
      onSave={submit}
      onClose={onClose}
    />
  );
}
