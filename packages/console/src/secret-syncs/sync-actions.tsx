import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconDownload, IconEraser, IconPencil, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { ConnectableApp } from "../app-connections/app-connection.ts";
import { useTeamPlace } from "../app/place.ts";
import { DeleteSyncDialog } from "./delete-sync-dialog.tsx";
import { EditSyncDialog } from "./edit-sync-dialog.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { destinationWords, type Sync } from "./sync.ts";
import { SyncNowDialog } from "./sync-now-dialog.tsx";

type Deed = "sync" | "import" | "remove" | "edit" | "delete";

interface SyncActionsProps {
  readonly sync: Sync;
  readonly apps: readonly ConnectableApp[] | undefined;
}

export function SyncActions({ sync, apps }: SyncActionsProps) {
  const { can } = useTeamPlace();
  const [deed, setDeed] = useState<Deed>();
  const close = () => setDeed(undefined);
  const destination = destinationWords(sync, apps) || sync.connection.name;
  return (
    <>
      {can("team:admin:secret-syncs:run") && (
        <Button leftSection={<IconRefresh size={16} />} onClick={() => setDeed("sync")}>
          Sync now
        </Button>
      )}
      {can("team:admin:secret-syncs:update") && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setDeed("edit")}>
          Edit
        </Button>
      )}
      <MoreActions sync={sync} apps={apps} onDeed={setDeed} />
      {deed === "sync" && <SyncNowDialog sync={sync} onClose={close} />}
      {deed === "import" && <ImportDialog sync={sync} onClose={close} />}
      {deed === "remove" && <RemoveDialog sync={sync} destination={destination} onClose={close} />}
      {deed === "edit" && <EditSyncDialog sync={sync} onClose={close} />}
      {deed === "delete" && <DeleteSyncDialog sync={sync} destination={destination} onClose={close} />}
    </>
  );
}

interface MoreActionsProps extends SyncActionsProps {
  readonly onDeed: (deed: Deed) => void;
}

/** What is done seldom. */
function MoreActions({ sync, apps, onDeed }: MoreActionsProps) {
  const { can } = useTeamPlace();
  const mayRun = can("team:admin:secret-syncs:run");
  const mayDelete = can("team:admin:secret-syncs:delete");
  const reads = apps?.find(({ app }) => app === sync.connection.app)?.variables?.reads;
  const hasImport = sync.source.kind === "secret-group" && (reads === "values" || reads === "some values");
  if (!mayRun && !mayDelete) return null;
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={`More actions for ${sync.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayRun && hasImport && (
          <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => onDeed("import")}>
            Import from the destination
          </Menu.Item>
        )}
        {mayRun && (
          <Menu.Item leftSection={<IconEraser size={15} />} onClick={() => onDeed("remove")}>
            Remove what was delivered
          </Menu.Item>
        )}
        {mayDelete && (
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            color="var(--kw-bad)"
            onClick={() => onDeed("delete")}
          >
            Delete the sync
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
