import { Button, Group, Text } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useState } from "react";
import type { Selection } from "../ui/selection.ts";
import { BulkRevokeDialog } from "./bulk-revoke-dialog.tsx";
import type { TokenRow } from "./token-operations.ts";

/** What can be done with the tokens that are ticked. */
export function SelectionBar({ selection }: { readonly selection: Selection<TokenRow> }) {
  const [revoking, setRevoking] = useState(false);
  const active = selection.rows.filter((token) => token.active);
  return (
    <Group gap="sm">
      <Text fz={13} aria-live="polite">
        {selection.rows.length} selected
      </Text>
      <Button
        size="xs"
        color="red.8"
        leftSection={<IconBan size={14} />}
        disabled={active.length === 0}
        onClick={() => setRevoking(true)}
      >
        Revoke
      </Button>
      <Button size="xs" variant="default" onClick={selection.clear}>
        Select none
      </Button>
      {revoking && (
        <BulkRevokeDialog
          tokens={active}
          onClose={() => setRevoking(false)}
          onRevoked={() => {
            setRevoking(false);
            selection.clear();
          }}
        />
      )}
    </Group>
  );
}
