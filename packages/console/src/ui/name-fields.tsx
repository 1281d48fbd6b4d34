import { TextInput } from "@mantine/core";
import { DESCRIPTION_MAX_LENGTH, NAME_MAX_LENGTH } from "@keywright/contract";
import { fieldError } from "./failure.tsx";

interface NameFieldsProps {
  readonly name: string;
  readonly description: string;
  readonly onName: (name: string) => void;
  readonly onDescription: (description: string) => void;
  /** What the last save was turned down with. */
  readonly error: unknown;
  readonly hint?: string;
  readonly isFirst?: boolean;
  readonly disabled?: boolean;
}

/** What a thing is called, and what it is for. `isFirst`: the dialog opens with the focus here. */
export function NameFields(props: NameFieldsProps) {
  const { name, description, onName, onDescription, error, hint, isFirst = false, disabled = false } = props;
  return (
    <>
      <TextInput
        label="Name"
        {...(hint !== undefined && { description: hint })}
        required
        {...(isFirst && { "data-autofocus": true })}
        disabled={disabled}
        maxLength={NAME_MAX_LENGTH}
        value={name}
        error={fieldError(error, "name")}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <TextInput
        label="Description"
        disabled={disabled}
        maxLength={DESCRIPTION_MAX_LENGTH}
        value={description}
        error={fieldError(error, "description")}
        onChange={(event) => onDescription(event.currentTarget.value)}
      />
    </>
  );
}
