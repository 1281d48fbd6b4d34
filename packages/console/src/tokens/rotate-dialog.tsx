import { Select, Text } from "@mantine/core";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { FormDialog } from "../ui/form-dialog.tsx";
import { type TokenRow, useTokenOperations } from "./token-operations.ts";
import { ValueDialog } from "./value-dialog.tsx";

const HOUR_MS = 3600 * 1000;
const OVERLAPS = [
  { value: "0", label: "Now" },
  { value: String(HOUR_MS), label: "In 1 hour" },
  { value: String(24 * HOUR_MS), label: "In 1 day" },
  { value: String(7 * 24 * HOUR_MS), label: "In 7 days" },
  { value: "stay", label: "When somebody deletes them" },
] as const;

interface RotateDialogProps {
  readonly token: TokenRow;
  readonly onClose: () => void;
}

/** A new key, and time to switch to it. */
export function RotateDialog({ token, onClose }: RotateDialogProps) {
  const operations = useTokenOperations();
  const [overlap, setOverlap] = useState<string>(OVERLAPS[2].value);
  const [value, setValue] = useState<string>();
  const rotate = useWrite((otherKeysExpiresAt: string | null, options) =>
    operations.rotate(token.id, { otherKeysExpiresAt }, options),
  );
  if (value !== undefined) {
    return (
      <ValueDialog
        title={`New key of ${token.name}`}
        name={token.name}
        value={value}
        kind={token.exposure}
        onClose={onClose}
      />
    );
  }
  async function submit() {
    const answer = await rotate.run(endOf(overlap));
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
        The token gets a new key. Until the other keys end, both work: time to put the new one where it is
        used.
      </Text>
      <Select
        label="The other keys end"
        allowDeselect={false}
        data={OVERLAPS}
        value={overlap}
        onChange={(next) => setOverlap(next ?? overlap)}
      />
    </FormDialog>
  );
}

function endOf(overlap: string): string | null {
  return overlap === "stay" ? null : new Date(Date.now() + Number(overlap)).toISOString();
}
