import { Alert } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { SignInRefusal } from "./attempt.ts";

const TOO_MANY_REQUESTS = 429;

export function SignInFailure({ failure }: { readonly failure: SignInRefusal | undefined }) {
  if (!failure) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle size={18} />} role="alert">
      {wordsOf(failure)}
    </Alert>
  );
}

function wordsOf({ status, code, message }: SignInRefusal): string {
  if (status === TOO_MANY_REQUESTS) return "Too many attempts. Wait a minute, then try again.";
  if (code === "INVALID_EMAIL_OR_PASSWORD") return "This e-mail and password do not belong together.";
  if (code === "INVALID_CODE") return "This code is not right, or no longer. Type the one that is shown now.";
  return message || "This did not work. Try again.";
}
