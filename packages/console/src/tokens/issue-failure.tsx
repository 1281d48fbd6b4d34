import { Alert, Anchor } from "@mantine/core";
import { ApiError } from "@keywright/sdk";
import { IconAlertCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Failure } from "../ui/failure.tsx";

/** Why no token was issued. Where there are too many already, the way to end one. */
export function IssueFailure({ error }: { readonly error: unknown }) {
  if (!(error instanceof ApiError) || error.code !== "too_many_personal_tokens") {
    return <Failure error={error} />;
  }
  return (
    <Alert
      color="red"
      icon={<IconAlertCircle size={18} />}
      title="You have too many personal tokens"
      role="alert"
    >
      The organization lets nobody have more. Revoke one that you no longer need in <OwnTokensLink />, then
      try again.
    </Alert>
  );
}

export function OwnTokensLink() {
  return (
    <Anchor
      inherit
      underline="always"
      renderRoot={(props) => <Link {...props} to="/account" search={{ tab: "tokens" }} />}
    >
      your account
    </Anchor>
  );
}
