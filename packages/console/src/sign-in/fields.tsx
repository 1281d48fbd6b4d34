import { PasswordInput, TextInput } from "@mantine/core";
import { PASSWORD_MIN_LENGTH } from "@keywright/contract";

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}

export function EmailField({ value, onChange, error }: FieldProps) {
  return (
    <TextInput
      label="E-mail"
      type="email"
      autoComplete="username webauthn"
      required
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function PersonNameField({ value, onChange, error }: FieldProps) {
  return (
    <TextInput
      label="Your name"
      autoComplete="name"
      required
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function NewPasswordField({ value, onChange, error }: FieldProps) {
  return (
    <PasswordInput
      label="Password"
      description={`At least ${PASSWORD_MIN_LENGTH} characters. A few unusual words are good, and easy to keep.`}
      autoComplete="new-password"
      required
      minLength={PASSWORD_MIN_LENGTH}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
