import { Anchor, Select, Text } from "@mantine/core";
import { PER_PAGE_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";

interface WebhookFieldProps {
  readonly connectionId: string | null;
  readonly locked: boolean;
  readonly error: string | undefined;
  readonly onChange: (connectionId: string | null) => void;
}

const WEBHOOK = "webhook";

/** The connection through which programs are told. Those who may not see connections leave it as it is. */
export function WebhookField({ connectionId, locked, error, onChange }: WebhookFieldProps) {
  const { org, team, can } = useTeamPlace();
  const maySee = can("team:admin:app-connections:read");
  const query = { app: WEBHOOK, per_page: PER_PAGE_MAX };
  const connections = useQuery({
    ...read(org, "listAppConnections", { params: { teamId: team }, query }),
    enabled: maySee,
  });
  if (!maySee)
    return connectionId === null ? null : <Text fz={14}>A webhook of the team is sent them too.</Text>;
  if (connections.error) return <Failure error={connections.error} />;
  // What belongs to a project goes with it, and is taken for nothing of the whole team.
  const ofTeam = connections.data?.appConnections.filter(({ projectId }) => projectId === undefined);
  if (ofTeam?.length === 0) return <NoWebhook />;
  return (
    <Select
      label="Webhook"
      description="It is sent the event token.expiring, signed as Standard Webhooks says."
      placeholder="None"
      clearable
      clearButtonProps={{ "aria-label": "Send to no webhook" }}
      disabled={locked}
      data={(ofTeam ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={connectionId}
      error={error}
      onChange={onChange}
    />
  );
}

function NoWebhook() {
  const { org, team, can } = useTeamPlace();
  return (
    <Text fz={14} component="div">
      Programs can be told too, by a signed webhook.{" "}
      {can("team:admin:app-connections:create") ? (
        <Anchor
          inherit
          underline="always"
          renderRoot={(props) => (
            <Link
              {...props}
              to="/o/$org/t/$team/connections"
              params={{ org, team }}
              search={{ connect: WEBHOOK }}
            />
          )}
        >
          Connect one first
        </Anchor>
      ) : (
        "The team has no connection to one."
      )}
    </Text>
  );
}
