import { PasswordInput, TextInput } from "@mantine/core";
import { CREDENTIAL_VALUE_MAX_LENGTH } from "@keywright/contract";
import { fieldError } from "../ui/failure.tsx";
import type { CredentialField } from "./app-connection.ts";
import type { TypedCredentials } from "./connection-draft.ts";

/** They are the platform's credentials and nobody's own: password managers shall neither fill nor keep them. */
const NO_MANAGER = {
  autoComplete: "new-password",
  spellCheck: false,
  "data-1p-ignore": true,
  "data-bwignore": true,
  "data-lpignore": "true",
  "data-form-type": "other",
};

interface CredentialFieldsProps {
  readonly fields: readonly CredentialField[];
  readonly values: TypedCredentials;
  readonly onChange: (values: TypedCredentials) => void;
  /** What the last save was turned down with. */
  readonly error: unknown;
  readonly isFirst?: boolean;
}

/** As the platform describes them. `isFirst`: the dialog opens with the focus in the first of them. */
export function CredentialFields({ fields, values, onChange, error, isFirst }: CredentialFieldsProps) {
  return fields.map((field, index) => {
    const Input = field.secret ? PasswordInput : TextInput;
    return (
      <Input
        key={field.name}
        label={field.label}
        description={describe(field)}
        {...(field.default !== undefined && { placeholder: field.default })}
        {...(isFirst && index === 0 && { "data-autofocus": true })}
        required={field.default === undefined}
        maxLength={CREDENTIAL_VALUE_MAX_LENGTH}
        value={values[field.name] ?? ""}
        error={fieldError(error, `credentials.${field.name}`)}
        onChange={(event) => onChange({ ...values, [field.name]: event.currentTarget.value })}
        {...NO_MANAGER}
      />
    );
  });
}

function describe({ description, default: taken }: CredentialField): string | undefined {
  if (taken === undefined) return description;
  return [description, "May be left empty."].filter(Boolean).join(" ");
}
