import { Group, Radio, Stack } from "@mantine/core";
import { useTeamPlace } from "../app/place.ts";
import { mayAnyGroups } from "../secret-groups/group-permission.ts";
import { GroupFields } from "./group-fields.tsx";
import { blankSource, type SourceDraft, type SourceKind } from "./sync-draft.ts";
import { TokenFields } from "./token-fields.tsx";

const LABELS: Readonly<Record<SourceKind, string>> = {
  "secret-group": "A secret group",
  token: "An API token",
  "external-token": "An external token",
};

export interface SourceFieldsProps {
  readonly source: SourceDraft;
  /** `called`: the name of what was chosen. */
  readonly onChange: (source: SourceDraft, called?: string) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** What is delivered: of the kinds that the person may see. */
export function SourceFields(props: SourceFieldsProps) {
  const { source, onChange } = props;
  const kinds = useSourceKinds();
  // An edit may be of a sync whose source its editor does not see.
  const shown = kinds.includes(source.kind) ? kinds : [...kinds, source.kind];
  return (
    <Stack gap="md">
      {shown.length > 1 && (
        <Radio.Group
          label="What is delivered"
          value={source.kind}
          onChange={(kind) => onChange(blankSource(kind))}
        >
          <Group gap="sm" mt={6}>
            {shown.map((kind) => (
              <Radio
                key={kind}
                value={kind}
                label={LABELS[kind]}
                {...(kind === source.kind && { "data-autofocus": true })}
              />
            ))}
          </Group>
        </Radio.Group>
      )}
      {source.kind === "secret-group" ? <GroupFields {...props} /> : <TokenFields {...props} />}
    </Stack>
  );
}

export function useSourceKinds(): SourceKind[] {
  const place = useTeamPlace();
  const maySee: Readonly<Record<SourceKind, boolean>> = {
    "secret-group": mayAnyGroups(place, "list") && place.can("project:projects:manage:read"),
    token: place.can("team:admin:api-tokens:read"),
    "external-token": place.can("team:admin:external-tokens:read"),
  };
  return (Object.keys(maySee) as SourceKind[]).filter((kind) => maySee[kind]);
}
