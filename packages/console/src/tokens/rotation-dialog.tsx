import {
  ROTATION_DAYS_MAX,
  ROTATION_OVERLAP_DEFAULT_SECONDS,
  ROTATION_QUIET_DEFAULT_SECONDS,
} from "@keywright/contract";
import { NumberInput, Select, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import type { TokenRotation, TokenRow } from "./token-operations.ts";

const DAY_SECONDS = 24 * 3600;
const USUAL_DAYS = 30;
const LENGTHS: readonly (readonly [seconds: number, label: string])[] = [
  [60, "1 minute"],
  [900, "15 minutes"],
  [3600, "1 hour"],
  [DAY_SECONDS, "1 day"],
  [2 * DAY_SECONDS, "2 days"],
  [7 * DAY_SECONDS, "7 days"],
  [30 * DAY_SECONDS, "30 days"],
];

interface RotationDialogProps {
  readonly token: TokenRow;
  readonly rotation: TokenRotation;
  readonly onClose: () => void;
}

export function RotationDialog({ token, rotation, onClose }: RotationDialogProps) {
  const { team, client } = useTeamPlace();
  const [everyDays, setEveryDays] = useState(rotation.everyDays ?? USUAL_DAYS);
  const [overlapSeconds, setOverlap] = useState(rotation.overlapSeconds ?? ROTATION_OVERLAP_DEFAULT_SECONDS);
  const [quietSeconds, setQuiet] = useState(rotation.quietSeconds ?? ROTATION_QUIET_DEFAULT_SECONDS);
  const set = useWrite((_: null, options) =>
    client.setTokenRotation(
      {
        params: { teamId: team, tokenId: token.id },
        body: { everyDays, overlapSeconds: Math.min(overlapSeconds, everyDays * DAY_SECONDS), quietSeconds },
      },
      options,
    ),
  );
  async function submit() {
    if (!(await set.run(null))) return;
    notifications.show({ message: "Saved." });
    onClose();
  }
  return (
    <FormDialog
      title={`Rotation of ${token.name}`}
      verb="Save"
      write={set}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text fz={14}>
        A new key is issued and taken by the token&apos;s syncs to where it is used. The old keys end when it
        has taken over. Where no sync delivers the token, or one fails, the rotation stops and all keys stay.
      </Text>
      <NumberInput
        label="Every so many days"
        min={1}
        max={ROTATION_DAYS_MAX}
        allowDecimal={false}
        value={everyDays}
        error={fieldError(set.error, "everyDays")}
        onChange={(next) => setEveryDays(Number(next))}
        data-autofocus
      />
      <LengthSelect
        label="The old keys end when nobody has used them for"
        description="Longer for what calls seldom, or keeps the value for a while."
        value={quietSeconds}
        error={fieldError(set.error, "quietSeconds")}
        onChange={setQuiet}
      />
      <LengthSelect
        label="They are kept at most"
        description="Unless one of them is the only key in use: then the rotation stops instead."
        value={overlapSeconds}
        error={fieldError(set.error, "overlapSeconds")}
        onChange={setOverlap}
      />
    </FormDialog>
  );
}

interface LengthSelectProps {
  readonly label: string;
  readonly description: string;
  readonly value: number;
  readonly error: string | undefined;
  readonly onChange: (seconds: number) => void;
}

/** One of the usual lengths, or whatever it is already. */
function LengthSelect({ value, onChange, ...props }: LengthSelectProps) {
  const usual = LENGTHS.some(([seconds]) => seconds === value);
  const lengths = usual ? LENGTHS : [...LENGTHS, [value, `${value} seconds`] as const];
  return (
    <Select
      {...props}
      allowDeselect={false}
      data={lengths.map(([seconds, label]) => ({ value: String(seconds), label }))}
      value={String(value)}
      onChange={(next) => onChange(Number(next ?? value))}
    />
  );
}
