import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { useSourceKinds } from "./source-fields.tsx";
import { blankSync, bodyOf, type SyncBody, type SyncDraft } from "./sync-draft.ts";
import { SyncForm } from "./sync-form.tsx";
import { syncLink } from "./sync-links.ts";

export function CreateSyncDialog({ onClose }: { readonly onClose: () => void }) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const [firstKind = "secret-group"] = useSourceKinds();
  const [draft, setDraft] = useState(() => blankSync(firstKind));
  const create = useWrite((body: SyncBody, options) =>
    place.client.createSync({ params: { teamId: place.team }, body }, options),
  );
  async function save() {
    const sync = await create.run(bodyOf(draft));
    if (sync) void navigate(syncLink(place, sync.id));
  }
  return (
    <SyncForm
      title="Create a sync"
      verb="Create"
      draft={draft}
      onChange={(part: Partial<SyncDraft>) => setDraft((old) => ({ ...old, ...part }))}
      write={create}
      isEdited
      onSave={save}
      onClose={onClose}
    />
  );
}
