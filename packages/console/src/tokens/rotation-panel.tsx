import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { WATCH_USE } from "../api/query-client.ts";
import { read } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Status, type Tone } from "../ui/status.tsx";
import { RotationDialog } from "./rotation-dialog.tsx";
import { type TokenRotation, type TokenRow, useTokenPermission } from "./token-operations.ts";

const STATES: Record<TokenRotation["state"], readonly [tone: Tone, word: string]> = {
  off: ["idle", "off"],
  idle: ["good", "scheduled"],
  delivering: ["warn", "delivering"],
  overlapping: ["warn", "taking over"],
  stopped: ["bad", "stopped"],
};

/** New keys on schedule, which the token's syncs deliver: of a team's tokens alone. */
export function RotationPanel({ token }: { readonly token: TokenRow }) {
  const { org, team } = useTeamPlace();
  const may = useTokenPermission();
  const params = { teamId: team, tokenId: token.id };
  const { data, error, refetch } = useQuery({ ...read(org, "getTokenRotation", { params }), ...WATCH_USE });
  if (!token.active && data?.state === "off") return null;
  return (
    <Panel title="Rotation" actions={data && <RotationStatus rotation={data} />}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton height={56} />}
      {data && (
        <Stack gap="md">
          <RotationWords rotation={data} />
          {token.active && may("create", token) && <RotationActions token={token} rotation={data} />}
        </Stack>
      )}
    </Panel>
  );
}

function RotationStatus({ rotation }: { readonly rotation: TokenRotation }) {
  const [tone, word] = STATES[rotation.state];
  return <Status tone={tone}>{word}</Status>;
}

function RotationWords({ rotation }: { readonly rotation: TokenRotation }) {
  const { state, everyDays, nextAt, overlapEndsAt, lastCompletedAt, message } = rotation;
  if (state === "off") {
    return (
      <Text fz={14}>
        The token gets new keys by hand alone. Its syncs can deliver one every so many days.
      </Text>
    );
  }
  return (
    <Stack gap={4}>
      <Text fz={14}>
        A new key every {everyDays === 1 ? "day" : `${everyDays} days`}
        {nextAt && (
          <>
            , the next one <RelativeTime at={nextAt} />
          </>
        )}
        .{message !== undefined && ` ${message}`}
        {overlapEndsAt && (
          <>
            {" "}
            They end <RelativeTime at={overlapEndsAt} /> at the latest.
          </>
        )}
      </Text>
      {lastCompletedAt && (
        <Text fz={13} c="dimmed">
          Last completed <RelativeTime at={lastCompletedAt} />.
        </Text>
      )}
    </Stack>
  );
}

interface ActionsProps {
  readonly token: TokenRow;
  readonly rotation: TokenRotation;
}

function RotationActions({ token, rotation }: ActionsProps) {
  const { team, client } = useTeamPlace();
  const [dialog, setDialog] = useState<"set" | "off">();
  const close = () => setDialog(undefined);
  const params = { teamId: team, tokenId: token.id };
  const start = useWrite((_: null, options) => client.startTokenRotation({ params }, options));
  const { state } = rotation;
  return (
    <Stack gap="xs">
      <Failure error={start.error} />
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => setDialog("set")}>
          {state === "off" ? "Rotate by itself…" : "Edit"}
        </Button>
        {(state === "idle" || state === "stopped") && (
          <Button size="xs" variant="default" loading={start.pending} onClick={() => void start.run(null)}>
            {state === "idle" ? "Rotate and deliver now" : "Try again"}
          </Button>
        )}
        {state !== "off" && (
          <Button size="xs" variant="default" onClick={() => setDialog("off")}>
            Switch off
          </Button>
        )}
      </Group>
      {dialog === "set" && <RotationDialog token={token} rotation={rotation} onClose={close} />}
      {dialog === "off" && <SwitchOff token={token} onClose={close} />}
    </Stack>
  );
}

interface SwitchOffProps {
  readonly token: TokenRow;
  readonly onClose: () => void;
}

function SwitchOff({ token, onClose }: SwitchOffProps) {
  const { team, client } = useTeamPlace();
  const params = { teamId: team, tokenId: token.id };
  const off = useWrite((_: null, options) => client.deleteTokenRotation({ params }, options));
  async function confirm() {
    if (!(await off.run(null))) return;
    notifications.show({ message: "The token rotates by itself no longer." });
    onClose();
  }
  return (
    <Confirm
      title={`Switch off the rotation of ${token.name}`}
      verb="Switch off"
      pending={off.pending}
      error={off.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      The keys that it has stay, also where a new one has not taken over yet.
    </Confirm>
  );
}
