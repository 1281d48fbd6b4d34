import { Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { NarrowItDown } from "../tokens/narrow-it-down.tsx";
import { NarrowingFields } from "../tokens/narrowing-fields.tsx";
import { narrowingIn } from "../tokens/narrowing-form.ts";
import { useTokenOperations } from "../tokens/token-operations.ts";
import { trustLifetimes } from "./trust-lifetimes.ts";
import type { TrustRuleDraft } from "./trust-rule-draft.ts";

interface IssuedFieldsProps {
  readonly draft: TrustRuleDraft;
  readonly onChange: (part: Partial<TrustRuleDraft>) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** What a job gets for its token. */
export function IssuedFields({ draft, onChange, errorOf }: IssuedFieldsProps) {
  const { data } = useQuery(useTokenOperations().issuable());
  const { roleId } = draft;
  const roles = (data?.roles ?? []).filter(({ owners }) => owners.includes("team"));
  // A rule may be of a role that its editor could not issue from.
  const isOther = roleId !== null && !roles.some(({ id }) => id === roleId);
  const options = [...roles, ...(isOther ? [{ id: roleId, name: roleId }] : [])];
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label="Role"
          placeholder="Choose a role"
          required
          searchable
          allowDeselect={false}
          data={options.map(({ id, name }) => ({ value: id, label: name }))}
          value={roleId}
          error={errorOf("roleId")}
          onChange={(chosen) =>
            onChange({ roleId: chosen, narrowing: { ...draft.narrowing, permissions: [] } })
          }
        />
        <Select
          label="Tokens live for"
          allowDeselect={false}
          data={trustLifetimes(data?.tokenPolicy, draft.lifetimeSeconds)}
          value={String(draft.lifetimeSeconds)}
          error={errorOf("lifetimeSeconds")}
          onChange={(seconds) => onChange({ lifetimeSeconds: Number(seconds) })}
        />
      </Group>
      <NarrowItDown isOpened={narrowingIn(draft.narrowing) !== undefined}>
        <NarrowingFields
          form={draft.narrowing}
          onChange={(edit) => onChange({ narrowing: { ...draft.narrowing, ...edit } })}
          roleId={roleId ?? undefined}
          errorOf={errorOf}
        />
      </NarrowItDown>
    </>
  );
}
