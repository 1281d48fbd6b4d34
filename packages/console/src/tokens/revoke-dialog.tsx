import { Checkbox, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { Confirm } from "../ui/confirm.tsx";
import { type TokenRow, useTokenOperations } from "./token-operations.ts";

interface RevokeDialogProps {
  readonly token: TokenRow;
  readonly onClose: () => void;
}

export function RevokeDialog({ token, onClose }: RevokeDialogProps) {
  const operations = useTokenOperations();
  const [includeIssued, setIncludeIssued] = useState(false);
  const issued = useQuery(
    operations.list({ createdBy: token.id, per_page: 1, page: 1, sort: "-createdAt", total: true }),
  );
  const { data: keys } = useQuery(operations.keys(token.id));
  const revoke = useWrite((_: null, options) => operations.revoke(token.id, includeIssued, options));
  const issuedCount = issued.data?.pagination.total?.count ?? 0;
  async function confirm() {
    const answer = await revoke.run(null);
    if (!answer) return;
    const more = answer.revokedIssued > 0 ? ` and ${answer.revokedIssued} that it issued` : "";
    notifications.show({ message: `Revoked ${token.name}${more}.` });
    onClose();
  }
  return (
    <Confirm
      title={`Revoke ${token.name}`}
      verb="Revoke"
      pending={revoke.pending}
      error={revoke.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text fz={14}>
          {keyWords(keys?.keys.filter(({ active }) => active).length)} working everywhere within a second.
          This cannot be undone.
        </Text>
        {issuedCount > 0 && (
          <Checkbox
            label={`Revoke the ${issuedCount} active ${issuedCount === 1 ? "token" : "tokens"} that it issued too, and what those issued`}
            checked={includeIssued}
            onChange={(event) => setIncludeIssued(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </Confirm>
  );
}

function keyWords(count: number | undefined): string {
  if (count === undefined) return "All its keys stop";
  return count === 1 ? "Its key stops" : `Its ${count} keys stop`;
}
