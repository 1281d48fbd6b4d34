import { Checkbox, NumberInput, Text } from "@mantine/core";
import { LIFETIME_MAX_SECONDS } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import type { CallOptions } from "@keywright/sdk";
import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormPanel } from "../ui/form-panel.tsx";

type TokenPolicy = Answer<"getOwnOrg">["tokenPolicy"];

const DAY_SECONDS = 24 * 3600;

interface PolicyPanelProps {
  readonly policy: TokenPolicy;
  readonly locked: boolean;
  readonly save: (policy: TokenPolicy, options: CallOptions) => Promise<unknown>;
}

/** The lifetimes that may be chosen when a token is issued; those issued before keep theirs. */
export function PolicyPanel({ policy, locked, save: send }: PolicyPanelProps) {
  const [allowNoExpiry, setAllowNoExpiry] = useState(policy.allowNoExpiry);
  const [limited, setLimited] = useState(policy.maxLifetimeSeconds !== null);
  const [days, setDays] = useState<number | string>(daysOf(policy.maxLifetimeSeconds));
  const save = useWrite((next: TokenPolicy, options) => send(next, options).then(() => true));
  async function submit() {
    const maxLifetimeSeconds = limited ? Math.round(Number(days) * DAY_SECONDS) : null;
    if (await save.run({ allowNoExpiry, maxLifetimeSeconds })) notifications.show({ message: "Saved." });
  }
  return (
    <FormPanel
      title="Lifetime of tokens"
      locked={locked}
      disabled={limited && !(Number(days) > 0)}
      write={save}
      onSubmit={submit}
    >
      <Checkbox
        label="Tokens may live without expiry"
        description="Such tokens work until somebody revokes them. Those that belong to people expire in any case."
        checked={allowNoExpiry}
        disabled={locked}
        onChange={(event) => setAllowNoExpiry(event.currentTarget.checked)}
      />
      <Checkbox
        label="Tokens live no longer than"
        checked={limited}
        disabled={locked}
        onChange={(event) => setLimited(event.currentTarget.checked)}
      />
      {limited && (
        <NumberInput
          aria-label="Longest lifetime in days"
          suffix=" days"
          min={1}
          max={LIFETIME_MAX_SECONDS / DAY_SECONDS}
          w={160}
          ml={28}
          required
          disabled={locked}
          value={days}
          error={fieldError(save.error, "tokenPolicy.maxLifetimeSeconds")}
          onChange={setDays}
        />
      )}
      <Text fz={13} c="dimmed">
        It holds for tokens issued from now on. Those that are there keep their end.
      </Text>
    </FormPanel>
  );
}

function daysOf(seconds: number | null): number {
  return seconds === null ? 90 : seconds / DAY_SECONDS;
}
