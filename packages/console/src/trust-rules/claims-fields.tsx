import { Button, Fieldset, Stack, Text } from "@mantine/core";
import { TRUST_CLAIMS_MAX } from "@keywright/contract";
import { IconPlus } from "@tabler/icons-react";
import { blankCondition, type ConditionDraft } from "./claim-condition.ts";
import { ClaimFields } from "./claim-fields.tsx";
import { ciSystemOf } from "./ci-systems.ts";

interface ClaimsFieldsProps {
  readonly issuer: string;
  readonly conditions: readonly ConditionDraft[];
  readonly onChange: (conditions: readonly ConditionDraft[]) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** All of them must hold. One at least, or the rule would trust everybody at that issuer. */
export function ClaimsFields({ issuer, conditions, onChange, errorOf }: ClaimsFieldsProps) {
  const known = ciSystemOf(issuer)?.claims ?? [];
  const used = new Set(conditions.map(({ claim }) => claim));
  const error = errorOf("claims");
  return (
    <Fieldset legend="Whose CI tokens are meant">
      <Stack gap="sm">
        {conditions.map((condition, index) => (
          <ClaimFields
            key={condition.key}
            condition={condition}
            known={known}
            onChange={(next) => onChange(conditions.map((one) => (one.key === next.key ? next : one)))}
            onRemove={
              conditions.length > 1
                ? () => onChange(conditions.filter(({ key }) => key !== condition.key))
                : undefined
            }
            errorOf={(field) => errorOf(`claims.${index}${field && `.${field}`}`)}
          />
        ))}
        {error !== undefined && (
          <Text fz={12} c="var(--mantine-color-error)">
            {error}
          </Text>
        )}
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={14} />}
          disabled={conditions.length >= TRUST_CLAIMS_MAX}
          onClick={() => onChange([...conditions, blankCondition(known.find((claim) => !used.has(claim)))])}
        >
          Add a condition
        </Button>
      </Stack>
    </Fieldset>
  );
}
