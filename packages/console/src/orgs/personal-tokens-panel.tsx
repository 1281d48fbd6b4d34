import { NumberInput } from "@mantine/core";
import { PERSONAL_TOKENS_MAX } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormPanel } from "../ui/form-panel.tsx";

interface PersonalTokensPanelProps {
  readonly max: number;
  readonly locked: boolean;
}

/** How many tokens may belong to one person; those that are there stay. */
export function PersonalTokensPanel({ max, locked }: PersonalTokensPanelProps) {
  const { client } = usePlace();
  const [number, setNumber] = useState<number | string>(max);
  const save = useWrite((personalTokensMax: number, options) =>
    client.patchOwnOrg({ body: { personalTokensMax } }, options),
  );
  async function submit() {
    if (await save.run(Number(number))) notifications.show({ message: "Saved." });
  }
  return (
    <FormPanel
      title="Personal tokens"
      locked={locked}
      disabled={number === ""}
      write={save}
      onSubmit={submit}
    >
      <NumberInput
        label="At most for each member"
        description="Active tokens that belong to one person, in all teams together. They must expire. Tokens that were issued before stay."
        min={0}
        max={PERSONAL_TOKENS_MAX}
        allowDecimal={false}
        required
        disabled={locked}
        value={number}
        error={fieldError(save.error, "personalTokensMax")}
        onChange={setNumber}
      />
    </FormPanel>
  );
}
