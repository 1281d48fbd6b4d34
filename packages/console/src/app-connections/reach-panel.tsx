import { Button, Text } from "@mantine/core";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import type { AppConnection, ConnectableApp } from "./app-connection.ts";
import { PlaceRow } from "./place-row.tsx";
import { pluralOf } from "./place-words.ts";
import classes from "./reach-panel.module.css";
import { useAsked } from "./use-asked.ts";

interface ReachPanelProps {
  readonly connection: AppConnection;
  /** The platform's name. */
  readonly title: string;
  /** What the platform calls what there is on it. */
  readonly places: NonNullable<ConnectableApp["places"]>;
}

/** What the credentials reach. Asking uses them, so a person says when. */
export function ReachPanel({ connection, title, places }: ReachPanelProps) {
  const { client, team } = useTeamPlace();
  const params = { teamId: team, connectionId: connection.id };
  const { ask, data, error, pending } = useAsked((signal) =>
    client.listPlatformProjects({ params }, { signal }),
  );
  const words = pluralOf(places.project);
  const list = (
    <Button size="xs" variant="default" loading={pending} onClick={() => void ask()}>
      {data ? "List again" : `List ${words}`}
    </Button>
  );
  return (
    <Panel title="What it reaches" actions={list}>
      {error !== undefined && <Failure error={error} />}
      {!data && error === undefined && (
        <Text fz={14} c="dimmed" role="status">
          {pending ? `Asking ${title}` : `Which ${words} ${title} lets these credentials see.`}
        </Text>
      )}
      {data?.projects.length === 0 && (
        <Text fz={14}>
          {title} answered: these credentials see no {places.project}.
        </Text>
      )}
      {data && data.projects.length > 0 && (
        <ul className={classes.places} aria-label={words}>
          {data.projects.map((place) => (
            <PlaceRow
              key={place.id}
              connectionId={connection.id}
              place={place}
              innerWord={places.secretGroup}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}
