import { Stack } from "@mantine/core";
import { Passkeys } from "./passkeys.tsx";
import { PasswordForm } from "./password-form.tsx";
import { TwoFactor } from "./two-factor.tsx";

export function Security() {
  return (
    <Stack gap="md">
      <TwoFactor />
      <Passkeys />
      <PasswordForm />
    </Stack>
  );
}
