import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { LoginRequest } from "./login-request.ts";

/** Whoever waits at the end of a link may be anybody; only a code, or this machine's own browser, says more. */
export function PhishingWarning({ kind }: Pick<LoginRequest, "kind">) {
  return (
    <Alert
      color="yellow"
      icon={<IconAlertTriangle size={18} />}
      title="Only approve if you started this yourself just now"
    >
      Whoever did gets a token that acts as you. If a message or a call asked you to come here, deny it.
      {kind === "northflank" && " There is no code to compare, so look at the address it comes from."}
    </Alert>
  );
}
