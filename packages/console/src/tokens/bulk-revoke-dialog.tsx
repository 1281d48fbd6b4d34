import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { Confirm } from "../ui/confirm.tsx";
import { type TokenRow, useTokenOperations } from "./token-operations.ts";

const NAMED = 5;

interface BulkRevokeDialogProps {
  readonly tokens: readonly TokenRow[];
  readonly onClose: () => void;
  readonly onRevoked: () => void;
}

export function BulkRevokeDialog({ tokens, onClose, onRevoked }: BulkRevokeDialogProps) {
  const operations = useTokenOperations();
  const revoke = useWrite(async (_: null, options) => {
    // One after the other, each with a key of its own: begun again, it goes on where it was.
    for (const { id } of tokens) {
      await operations.revoke(id, false, { ...options, idempotencyKey: `${options.idempotencyKey}-${id}` });
    }
    return tokens.length;
  });
  const words = tokens.length === 1 ? "1 token" : `${tokens.length} tokens`;
  const more = tokens.length - NAMED;
  async function confirm() {
    if ((await revoke.run(null)) === undefined) return;
    notifications.show({ message: `Revoked ${words}.` });
    onRevoked();
  }
  return (
    <Confirm
      title={`Revoke ${words}`}
      verb={`Revoke ${words}`}
      pending={revoke.pending}
      error={revoke.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
      {...(tokens.length > NAMED && { typed: "revoke" })}
    >
      All keys of{" "}
      {tokens.slice(0, NAMED).map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <strong>
            <bdi>{name}</bdi>
          </strong>
        </span>
      ))}
      {more > 0 && ` and ${more} more`} stop working everywhere within a second. This cannot be undone.
    </Confirm>
  );
}
