import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import { countOf } from "../ui/count-of.ts";
import { Panel } from "../ui/panel.tsx";

type Team = Answer<"getTeam">;

export function DeleteTeamPanel({ team }: { readonly team: Team }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <Panel title="Delete the team">
      <Group justify="space-between" gap="md">
        <Text fz={14} flex={1} miw={240}>
          Its projects, secret groups, roles and memberships go with it, and its tokens are revoked.
        </Text>
        <Button color="red.8" onClick={() => setDeleting(true)}>
          Delete
        </Button>
      </Group>
      {deleting && <DeleteTeam team={team} onClose={() => setDeleting(false)} />}
    </Panel>
  );
}

interface DeleteTeamProps {
  readonly team: Team;
  readonly onClose: () => void;
}

function DeleteTeam({ team, onClose }: DeleteTeamProps) {
  const { client, org } = useTeamPlace();
  const navigate = useNavigate();
  const remove = useWrite(async (_: null, options) => {
    const answer = await client.deleteTeam({ params: { teamId: team.id } }, options);
    // Before anything of it is read again.
    await navigate({ to: "/o/$org", params: { org } });
    return answer;
  });
  async function confirm() {
    const answer = await remove.run(null);
    if (!answer) return;
    const tokens = countOf(answer.revokedTokens, "token");
    notifications.show({ message: `Deleted ${team.name} and revoked ${tokens}.` });
  }
  return (
    <Confirm
      title={`Delete ${team.name}`}
      verb="Delete"
      typed={team.name}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      All its tokens stop working everywhere within a second, and everything in it is gone. This cannot be
      undone.
    </Confirm>
  );
}
