import { Stack, Title } from "@mantine/core";
import { slugFromName } from "@keywright/contract";
import type { ReactNode } from "react";
import type { ConnectableApp } from "../app-connections/app-connection.ts";
import { fieldError } from "../ui/failure.tsx";
import { useFirstFocus } from "../ui/first-focus.ts";
import { DestinationFields } from "./destination-fields.tsx";
import { OptionFields } from "./option-fields.tsx";
import { SourceFields } from "./source-fields.tsx";
import { hasDestination, hasSource, type SyncDraft } from "./sync-draft.ts";

interface SyncFieldsProps {
  readonly draft: SyncDraft;
  readonly apps: readonly ConnectableApp[];
  readonly onChange: (part: Partial<SyncDraft>) => void;
  /** What the last save was turned down with. */
  readonly error: unknown;
}

/** One after the other: where it goes is asked when it is known what, and how when it is known where. */
export function SyncFields({ draft, apps, onChange, error }: SyncFieldsProps) {
  const app = apps.find((one) => one.app === draft.connection?.app);
  const errorOf = (field: string) => fieldError(error, field);
  const isWhole = hasSource(draft.source);
  const isAddressed = isWhole && hasDestination(draft, app?.variables?.destinationFields);
  return (
    <Stack gap="xl" ref={useFirstFocus()}>
      <Step number={1} title="From">
        <SourceFields
          source={draft.source}
          onChange={(source, called) =>
            onChange({
              source,
              ...(draft.name === "" && { name: slugFromName(called ?? "") }),
            })
          }
          errorOf={errorOf}
        />
      </Step>
      {isWhole && (
        <Step number={2} title="To">
          <DestinationFields draft={draft} apps={apps} onChange={onChange} errorOf={errorOf} />
        </Step>
      )}
      {isAddressed && (
        <Step number={3} title="How">
          <OptionFields draft={draft} app={app} onChange={onChange} error={error} errorOf={errorOf} />
        </Step>
      )}
    </Stack>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly children: ReactNode;
}

function Step({ number, title, children }: StepProps) {
  return (
    <section aria-label={title}>
      <Title order={3} mb="sm">
        {number}. {title}
      </Title>
      {children}
    </section>
  );
}
