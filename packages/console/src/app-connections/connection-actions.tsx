import { Button } from "@mantine/core";
import { IconKey, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTeamPlace } from "../app/place.ts";
import type { AppConnection } from "./app-connection.ts";
import { DeleteConnectionDialog } from "./delete-connection-dialog.tsx";
import { EditConnectionDialog } from "./edit-connection-dialog.tsx";
import { ReplaceCredentialsDialog } from "./replace-credentials-dialog.tsx";

export function ConnectionActions({ connection }: { readonly connection: AppConnection }) {
  const { can } = useTeamPlace();
  const [dialog, setDialog] = useState<"edit" | "replace" | "delete">();
  const close = () => setDialog(undefined);
  const mayUpdate = can("team:admin:app-connections:update");
  return (
    <>
      {mayUpdate && (
        <>
          <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setDialog("edit")}>
            Edit
          </Button>
          <Button variant="default" leftSection={<IconKey size={16} />} onClick={() => setDialog("replace")}>
            Replace credentials
          </Button>
        </>
      )}
      {can("team:admin:app-connections:delete") && (
        <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setDialog("delete")}>
          Delete
        </Button>
      )}
      {dialog === "edit" && <EditConnectionDialog connection={connection} onClose={close} />}
      {dialog === "replace" && <ReplaceCredentialsDialog connection={connection} onClose={close} />}
      {dialog === "delete" && <DeleteConnectionDialog connection={connection} onClose={close} />}
    </>
  );
}
