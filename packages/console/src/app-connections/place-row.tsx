import { Button, Code, Loader, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import type { Place } from "./app-connection.ts";
import { pluralOf } from "./place-words.ts";
import classes from "./reach-panel.module.css";
import { useAsked } from "./use-asked.ts";

interface PlaceRowProps {
  readonly connectionId: string;
  readonly place: Place;
  /** What the platform calls what is in it; undefined when there is nothing in it. */
  readonly innerWord: string | undefined;
}

export function PlaceRow({ connectionId, place, innerWord }: PlaceRowProps) {
  const { client, team } = useTeamPlace();
  const [isOpen, setOpen] = useState(false);
  const params = { teamId: team, connectionId, platformProjectId: place.id };
  const inner = useAsked((signal) => client.listPlatformSecretGroups({ params }, { signal }));
  function toggle() {
    setOpen(!isOpen);
    if (!isOpen) void inner.ask();
  }
  return (
    <li>
      <div className={classes.place}>
        <PlaceName place={place} />
        {innerWord !== undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-expanded={isOpen}
            aria-label={`${pluralOf(innerWord)} of ${place.name}`}
            rightSection={isOpen ? <IconChevronDown size={13} /> : <IconChevronRight size={13} />}
            onClick={toggle}
          >
            {pluralOf(innerWord)}
          </Button>
        )}
      </div>
      {isOpen && innerWord !== undefined && (
        <div className={classes.inner}>
          {inner.pending && <Loader size="xs" aria-label={`Asking for ${pluralOf(innerWord)}`} />}
          {!inner.pending && <Failure error={inner.error} retry={() => void inner.ask()} />}
          {!inner.pending && inner.data && <InnerPlaces places={inner.data.secretGroups} word={innerWord} />}
        </div>
      )}
    </li>
  );
}

function InnerPlaces({ places, word }: { readonly places: readonly Place[]; readonly word: string }) {
  if (places.length === 0) {
    return (
      <Text fz={13} c="dimmed">
        No {pluralOf(word)} that these credentials see
      </Text>
    );
  }
  return (
    <ul aria-label={pluralOf(word)}>
      {places.map((place) => (
        <li key={place.id}>
          <PlaceName place={place} />
        </li>
      ))}
    </ul>
  );
}

/** With its id, where that is not its name. */
function PlaceName({ place: { id, name } }: { readonly place: Place }) {
  return (
    <span className={classes.name}>
      <bdi>{name}</bdi>
      {id !== name && <Code>{id}</Code>}
    </span>
  );
}
