import { ActionIcon, Autocomplete, Select, TagsInput, TextInput } from "@mantine/core";
import { TRUST_CLAIM_VALUES_MAX } from "@keywright/contract";
import { IconTrash } from "@tabler/icons-react";
import type { ConditionDraft } from "./claim-condition.ts";
import classes from "./claim-fields.module.css";

interface ClaimFieldsProps {
  readonly condition: ConditionDraft;
  /** Claims of this CI system. */
  readonly known: readonly string[];
  readonly onChange: (condition: ConditionDraft) => void;
  /** Absent for the only one. */
  readonly onRemove: (() => void) | undefined;
  /** `claim`, `equals`, `matches`, or nothing for the condition as a whole. */
  readonly errorOf: (field: string) => string | undefined;
}

const KINDS = [
  { value: "equals", label: "is one of" },
  { value: "matches", label: "matches" },
] as const;

export function ClaimFields({ condition, known, onChange, onRemove, errorOf }: ClaimFieldsProps) {
  const { claim, kind } = condition;
  const called = claim || "the new claim";
  return (
    <div className={classes.row} role="group" aria-label={`Condition on ${called}`}>
      <Autocomplete
        aria-label="Claim"
        placeholder="Claim"
        required
        data={[...known]}
        value={claim}
        error={errorOf("claim") ?? errorOf("")}
        onChange={(value) => onChange({ ...condition, claim: value })}
      />
      <Select
        aria-label={`How ${called} is compared`}
        allowDeselect={false}
        data={KINDS}
        value={kind}
        onChange={(value) => value && onChange({ ...condition, kind: value })}
      />
      {kind === "equals" ? (
        <TagsInput
          className={classes.value}
          aria-label={`Values of ${called}`}
          placeholder={condition.equals.length === 0 ? "Value, then Enter" : ""}
          acceptValueOnBlur
          maxTags={TRUST_CLAIM_VALUES_MAX}
          value={[...condition.equals]}
          error={errorOf("equals")}
          onChange={(equals) => onChange({ ...condition, equals })}
        />
      ) : (
        <TextInput
          className={classes.value}
          aria-label={`Pattern of ${called}`}
          placeholder="refs/heads/release-*"
          required
          value={condition.matches}
          error={errorOf("matches")}
          onChange={(event) => onChange({ ...condition, matches: event.currentTarget.value })}
        />
      )}
      {onRemove && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={`Remove the condition on ${called}`}
          onClick={onRemove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </div>
  );
}
