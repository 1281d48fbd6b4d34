import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "../sign-in/attempt.ts";
import { SignInFailure } from "../sign-in/sign-in-failure.tsx";
import { Chip } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { deviceWords } from "./device-words.ts";
import { useLoaded } from "./use-loaded.ts";

interface SessionRow {
  readonly id: string;
  readonly token: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly userAgent?: string | null | undefined;
  readonly ipAddress?: string | null | undefined;
}

/** Where one is signed in, and the way to end it there or everywhere. */
export function Sessions() {
  const { data, failure, reload } = useLoaded(() => auth.listSessions());
  const { data: current } = useLoaded(() => auth.getSession());
  const attempt = useAttempt();
  const currentId = current?.session.id;
  async function end(session: SessionRow) {
    const { token } = session;
    if (await attempt.run(session.id, () => auth.revokeSession({ token }))) await reload();
  }
  async function endOthers() {
    if (!(await attempt.run("others", () => auth.revokeOtherSessions()))) return;
    notifications.show({ message: "Signed out everywhere else." });
    await reload();
  }
  const rows = data && [...data].sort((one, other) => rank(other, currentId) - rank(one, currentId));
  const everywhere = (data?.length ?? 0) > 1 && (
    <Button
      size="xs"
      variant="default"
      loading={attempt.pending === "others"}
      onClick={() => void endOthers()}
    >
      Sign out everywhere else
    </Button>
  );
  return (
    <Panel title="Where you are signed in" flush actions={everywhere}>
      <SignInFailure failure={attempt.failure ?? failure} />
      <DataTable
        label="Sessions"
        columns={sessionColumns(currentId, attempt.pending, (session) => void end(session))}
        rows={failure ? [] : rows}
        expected={2}
        rowKey={({ id }) => id}
        empty={null}
      />
    </Panel>
  );
}

/** This one first, then the newest. */
function rank({ id, createdAt }: SessionRow, currentId: string | undefined): number {
  return id === currentId ? Number.POSITIVE_INFINITY : new Date(createdAt).getTime();
}

function sessionColumns(
  currentId: string | undefined,
  pending: string | undefined,
  onEnd: (session: SessionRow) => void,
): Column<SessionRow>[] {
  return [
    {
      key: "device",
      title: "Device",
      cell: ({ id, userAgent }) => (
        <Group gap="xs">
          {deviceWords(userAgent)}
          {id === currentId && <Chip>this one</Chip>}
        </Group>
      ),
    },
    { key: "from", title: "From", cell: ({ ipAddress }) => ipAddress || "unknown" },
    {
      key: "since",
      title: "Signed in",
      cell: ({ createdAt }) => <RelativeTime at={new Date(createdAt).toISOString()} />,
    },
    {
      key: "ends",
      title: "Ends",
      cell: ({ expiresAt }) => <RelativeTime at={new Date(expiresAt).toISOString()} />,
    },
    {
      key: "end",
      title: "Sign out",
      hiddenTitle: true,
      align: "right",
      cell: (session) =>
        session.id !== currentId && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Sign out ${deviceWords(session.userAgent)}`}
            loading={pending === session.id}
            onClick={() => onEnd(session)}
          >
            Sign out
          </Button>
        ),
    },
  ];
}
