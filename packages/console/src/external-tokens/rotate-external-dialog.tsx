import { Select, Text } from "@mantine/core";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { ValueDialog } from "../tokens/value-dialog.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import type { ExternalToken } from "./external-token.ts";

const HOUR_SECONDS = 3600;
const OVERLAPS = [
  { value: "0", label: "At once" },
  { value: String(HOUR_SECONDS), label: "After 1 hour" },
  { value: String(24 * HOUR_SECONDS), label: "After 1 day" },
  { value: String(7 * 24 * HOUR_SECONDS), label: "After 7 days" },
] as const;

interface RotateExternalDialogProps {
  readonly token: ExternalToken;
  readonly onClose: () => void;
}

export function RotateExternalDialog({ token, onClose }: RotateExternalDialogProps) {
  const { client, team } = useTeamPlace();
  const [keep, setKeep] = useState<string>(OVERLAPS[0].value);
  const [value, setValue] = useState<string>();
  const params = { teamId: team, externalTokenId: token.id };
  const rotate = useWrite((keepOldSeconds: number, options) =>
    client.rotateExternalToken({ params, body: { keepOldSeconds } }, options),
  );
  if (value !== undefined) {
    const title = `New key of ${token.name}`;
    return <ValueDialog title={title} name={token.name} value={value} kind="external" onClose={onClose} />;
  }
  async function submit() {
    const answer = await rotate.run(Number(keep));
    if (answer) setValue(answer.token);
  }
  return (
    <FormDialog
      title={`Rotate ${token.name}`}
      verb="Rotate"
      write={rotate}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text fz={14}>
        The platform makes a new key, and the token's syncs deliver it. Until they have, the old key is left
        as it is.
      </Text>
      <Select
        label="Then the old key ends"
        allowDeselect={false}
        data={OVERLAPS}
        value={keep}
        onChange={(next) => setKeep(next ?? keep)}
      />
    </FormDialog>
  );
}
