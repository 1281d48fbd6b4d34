import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { NoticesPanel } from "../orgs/notices-panel.tsx";
import { fieldError } from "../ui/failure.tsx";
import { WebhookField } from "./webhook-field.tsx";

interface TeamNoticesPanelProps {
  readonly notices: Answer<"getTeam">["expiryNotices"];
  readonly locked: boolean;
}

/** Of the team's tokens. Programs are told as well: a team has connections. */
export function TeamNoticesPanel({ notices, locked }: TeamNoticesPanelProps) {
  const { client, team } = useTeamPlace();
  const [connectionId, setConnectionId] = useState(notices.connectionId);
  return (
    <NoticesPanel
      notices={notices}
      locked={locked}
      save={({ days, email }, options) =>
        client.patchTeam(
          { params: { teamId: team }, body: { expiryNotices: { days, email, connectionId } } },
          options,
        )
      }
    >
      {(error) => (
        <WebhookField
          connectionId={connectionId}
          locked={locked}
          error={fieldError(error, "expiryNotices.connectionId")}
          onChange={setConnectionId}
        />
      )}
    </NoticesPanel>
  );
}
