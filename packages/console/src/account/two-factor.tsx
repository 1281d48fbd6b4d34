import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../api/account.ts";
import { auth } from "../api/auth-client.ts";
import { useAccount } from "../app/place.ts";
import { Panel } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { TotpDialog } from "./totp-dialog.tsx";

/** A code from an authenticator app, asked for after the password. */
export function TwoFactor() {
  const { person } = useAccount();
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<"on" | "off" | "codes">();
  const [codes, setCodes] = useState<readonly string[]>();
  function close() {
    setDialog(undefined);
    setCodes(undefined);
    void queries.invalidateQueries(accountQuery);
  }
  return (
    <Panel title="Authenticator app">
      <Group justify="space-between" gap="md">
        <div>
          <Status tone={person.twoFactor ? "good" : "idle"}>{person.twoFactor ? "on" : "off"}</Status>
          <Text fz={14} c="dimmed" mt={4}>
            {person.twoFactor
              ? "After your password you are asked for the code that your app shows."
              : "A second step after your password: a code that only your phone shows."}
          </Text>
        </div>
        <Group gap="xs">
          {person.twoFactor ? (
            <>
              <Button variant="default" onClick={() => setDialog("codes")}>
                New recovery codes
              </Button>
              <Button variant="default" onClick={() => setDialog("off")}>
                Turn off
              </Button>
            </>
          ) : (
            <Button onClick={() => setDialog("on")}>Set up</Button>
          )}
        </Group>
      </Group>
      {dialog === "on" && <TotpDialog onClose={close} />}
      {dialog === "off" && (
        <PasswordDialog
          title="Turn the authenticator app off"
          verb="Turn off"
          attempt={(password) => auth.twoFactor.disable({ password })}
          onDone={() => {
            notifications.show({ message: "Turned off. Your password alone signs you in." });
            close();
          }}
          onClose={close}
        >
          From then on your password alone signs you in, and the recovery codes stop working.
        </PasswordDialog>
      )}
      {dialog === "codes" && !codes && (
        <PasswordDialog
          title="Make new recovery codes"
          verb="Make new codes"
          attempt={(password) => auth.twoFactor.generateBackupCodes({ password })}
          onDone={({ backupCodes }) => setCodes(backupCodes)}
          onClose={close}
        >
          The codes that you have stop working.
        </PasswordDialog>
      )}
      {codes && <RecoveryCodes codes={codes} onClose={close} />}
    </Panel>
  );
}
