import { Code } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ConnectableApp } from "../app-connections/app-connection.ts";
import { connectionLink } from "../app-connections/connection-links.ts";
import { useTeamPlace } from "../app/place.ts";
import { externalTokenLink } from "../external-tokens/external-token-links.ts";
import { secretGroupLink } from "../projects/project-links.ts";
import { tokenLink } from "../tokens/token-links.ts";
import { type Fact, Facts } from "../ui/facts.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { destinationWords, type Sync } from "./sync.ts";

interface SyncFactsProps {
  readonly sync: Sync;
  readonly apps: readonly ConnectableApp[] | undefined;
}

export function SyncFacts({ sync, apps }: SyncFactsProps) {
  const destination = destinationWords(sync, apps);
  const { source, keySchema } = sync;
  const facts: Fact[] = [
    ["From", <Source source={source} />],
    ...factOf("As", source.variable !== undefined && <Code>{source.variable}</Code>),
    ...factOf("To", destination !== "" && <bdi>{destination}</bdi>),
    ["Through", <Connection connection={sync.connection} />],
    ["Delivers", sync.automatic ? "every change by itself" : "only when somebody says so"],
    ...factOf("Key schema", keySchema !== undefined && <Code>{keySchema}</Code>),
    ...factOf("Deletes there", source.kind === "secret-group" && deletionWords(sync)),
    ["Last synced", <RelativeTime at={sync.lastSyncedAt} />],
    ["Created by", <bdi>{sync.creator.name}</bdi>],
  ];
  return <Facts facts={facts} />;
}

/** Where there is something to say. */
function factOf(term: string, fact: ReactNode): Fact[] {
  return fact === false ? [] : [[term, fact]];
}

function deletionWords({ deletes }: Pick<Sync, "deletes">): string {
  return deletes ? "what the source does not have" : "nothing";
}

function Source({ source }: Pick<Sync, "source">) {
  const place = useTeamPlace();
  const { name, projectId, secretGroupId, tokenId, externalTokenId } = source;
  const shown = <bdi>{name}</bdi>;
  if (projectId !== undefined && secretGroupId !== undefined) {
    return <Link {...secretGroupLink(place, projectId, secretGroupId)}>{shown}</Link>;
  }
  if (tokenId !== undefined && place.can("team:admin:api-tokens:read")) {
    return <Link {...tokenLink(place, tokenId)}>{shown}</Link>;
  }
  if (externalTokenId !== undefined && place.can("team:admin:external-tokens:read")) {
    return <Link {...externalTokenLink(place, externalTokenId)}>{shown}</Link>;
  }
  return shown;
}

function Connection({ connection: { id, name } }: Pick<Sync, "connection">) {
  const place = useTeamPlace();
  if (!place.can("team:admin:app-connections:read")) return name;
  return <Link {...connectionLink(place, id)}>{name}</Link>;
}
