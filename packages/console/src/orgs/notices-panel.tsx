import { Switch, TagsInput, Text } from "@mantine/core";
import { EXPIRY_NOTICE_DAYS_MAX, EXPIRY_NOTICES_MAX } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import type { CallOptions } from "@keywright/sdk";
import { type ReactNode, useState } from "react";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { useAccount } from "../app/place.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormPanel } from "../ui/form-panel.tsx";
import { noticeDaysIn } from "./notice-days.ts";

type Notices = Answer<"getOwnOrg">["expiryNotices"];

interface NoticesPanelProps {
  readonly notices: Notices;
  readonly locked: boolean;
  /** Where else notice is given, and what was turned down about it. */
  readonly children?: (error: unknown) => ReactNode;
  readonly save: (notices: Notices, options: CallOptions) => Promise<unknown>;
}

/** When, and how, people are told of tokens that are about to expire. */
export function NoticesPanel({ notices, locked, children, save: send }: NoticesPanelProps) {
  const [days, setDays] = useState(notices.days);
  const [email, setEmail] = useState(notices.email);
  const save = useWrite((next: Notices, options) => send(next, options).then(() => true));
  async function submit() {
    if (await save.run({ days, email })) notifications.show({ message: "Saved." });
  }
  return (
    <FormPanel title="Notices before tokens expire" locked={locked} write={save} onSubmit={submit}>
      <DaysField
        days={days}
        locked={locked}
        error={fieldError(save.error, "expiryNotices.days")}
        onChange={setDays}
      />
      <MailSwitch email={email} locked={locked} onChange={setEmail} />
      {children?.(save.error)}
      <Text fz={13} c="dimmed">
        Each notice is given once, and only of tokens that live longer than it is early. Derived tokens end
        with what they were derived from: of them there is none.
      </Text>
    </FormPanel>
  );
}

const USUAL = ["30", "14", "7", "3", "1"];

interface DaysFieldProps {
  readonly days: readonly number[];
  readonly locked: boolean;
  readonly error: string | undefined;
  readonly onChange: (days: number[]) => void;
}

function DaysField({ days, locked, error, onChange }: DaysFieldProps) {
  const [isWrong, setWrong] = useState(false);
  function change(typed: string[]) {
    const next = noticeDaysIn(typed);
    setWrong(next === undefined);
    if (next) onChange(next);
  }
  return (
    <TagsInput
      label="Days before"
      description={
        days.length === 0
          ? "None: nobody is told."
          : `Type a number and press Enter. Up to ${EXPIRY_NOTICES_MAX}, from 1 to ${EXPIRY_NOTICE_DAYS_MAX} days.`
      }
      data={USUAL}
      maxTags={EXPIRY_NOTICES_MAX}
      splitChars={[",", " "]}
      disabled={locked}
      value={days.map(String)}
      error={isWrong ? `Days are whole numbers from 1 to ${EXPIRY_NOTICE_DAYS_MAX}.` : error}
      onChange={change}
    />
  );
}

interface MailSwitchProps {
  readonly email: boolean;
  readonly locked: boolean;
  readonly onChange: (email: boolean) => void;
}

function MailSwitch({ email, locked, onChange }: MailSwitchProps) {
  const { mail } = useAccount();
  const toWhom = "To whom the token belongs, else to who issued it, else to the owners.";
  return (
    <Switch
      label="Send mail"
      description={
        mail ? toWhom : `${toWhom} This installation sends no mail until its operator sets that up.`
      }
      checked={email}
      disabled={locked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
