import { Autocomplete, Stack, TextInput } from "@mantine/core";
import { fieldError } from "../ui/failure.tsx";
import { NameFields } from "../ui/name-fields.tsx";
import { ClaimsFields } from "./claims-fields.tsx";
import { CI_SYSTEMS } from "./ci-systems.ts";
import { IssuedFields } from "./issued-fields.tsx";
import type { TrustRuleDraft } from "./trust-rule-draft.ts";

interface TrustRuleFieldsProps {
  readonly draft: TrustRuleDraft;
  readonly onChange: (part: Partial<TrustRuleDraft>) => void;
  /** What the last save was turned down with. */
  readonly error: unknown;
  readonly isFirst?: boolean;
}

export function TrustRuleFields({ draft, onChange, error, isFirst = false }: TrustRuleFieldsProps) {
  const errorOf = (field: string) => fieldError(error, field);
  return (
    <Stack gap="md">
      <NameFields
        name={draft.name}
        description={draft.description}
        onName={(name) => onChange({ name })}
        onDescription={(description) => onChange({ description })}
        error={error}
        isFirst={isFirst}
      />
      <Autocomplete
        label="Issuer"
        description="The CI system, as its tokens name it"
        placeholder="https://gitlab.example.com"
        required
        data={CI_SYSTEMS.map(({ issuer }) => issuer)}
        value={draft.issuer}
        error={errorOf("issuer")}
        onChange={(issuer) => onChange({ issuer })}
      />
      <TextInput
        label="Audience"
        description="For whom the job has its token made: this installation, so that no other's is taken"
        required
        value={draft.audience}
        error={errorOf("audience")}
        onChange={(event) => onChange({ audience: event.currentTarget.value })}
      />
      <ClaimsFields
        issuer={draft.issuer}
        conditions={draft.conditions}
        onChange={(conditions) => onChange({ conditions })}
        errorOf={errorOf}
      />
      <IssuedFields draft={draft} onChange={onChange} errorOf={errorOf} />
    </Stack>
  );
}
