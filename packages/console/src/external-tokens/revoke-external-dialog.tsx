import { Checkbox, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import type { ExternalToken } from "./external-token.ts";

interface RevokeExternalDialogProps {
  readonly token: ExternalToken;
  readonly onClose: () => void;
}

/** On its platform. One that did not end there may be forgotten instead. */
export function RevokeExternalDialog({ token, onClose }: RevokeExternalDialogProps) {
  const { client, team } = useTeamPlace();
  const [forget, setForget] = useState(false);
  const params = { teamId: team, externalTokenId: token.id };
  const revoke = useWrite((forgets: boolean, options) =>
    client.revokeExternalToken({ params, query: forgets ? { forget: "true" } : {} }, options),
  );
  const hasFailed = token.status === "failing" || revoke.error !== undefined;
  async function confirm() {
    if (!(await revoke.run(forget))) return;
    notifications.show({ message: `${forget ? "Forgot" : "Revoked"} ${token.name}.` });
    onClose();
  }
  return (
    <Confirm
      title={`Revoke ${token.name}`}
      verb={forget ? "Forget" : "Revoke"}
      pending={revoke.pending}
      error={revoke.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text fz={14}>
          {forget
            ? "The platform is not asked, and may go on accepting the token. Nothing here will tell of it."
            : "The platform is told to end it. Whatever uses it is refused there, some platforms take a minute. This cannot be undone."}
        </Text>
        {hasFailed && (
          <Checkbox
            label="Forget it without asking the platform"
            checked={forget}
            onChange={(event) => setForget(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </Confirm>
  );
}
