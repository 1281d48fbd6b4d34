import { Link } from "@tanstack/react-router";
import { titleOf } from "../app-connections/app-connection.ts";
import { connectionLink } from "../app-connections/connection-links.ts";
import { useConnectableApps } from "../app-connections/use-connectable-apps.ts";
import { useTeamPlace } from "../app/place.ts";
import { type Fact, Facts } from "../ui/facts.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import type { ExternalToken } from "./external-token.ts";

export function ExternalFacts({ token }: { readonly token: ExternalToken }) {
  const apps = useConnectableApps().data?.apps;
  const facts: Fact[] = [
    ["Platform", titleOf(apps, token.app)],
    ["What it is", <bdi>{token.summary}</bdi>],
    ["Through", <Connection token={token} />],
    ...(token.projectId === undefined ? [] : [["Project", token.projectId] as Fact]),
    ["Expires", <RelativeTime at={token.expiresAt} />],
    ["Created", <RelativeTime at={token.createdAt} />],
    ["Created by", <bdi>{token.creator.name}</bdi>],
    ...(token.revokedAt === undefined ? [] : [["Revoked", <RelativeTime at={token.revokedAt} />] as Fact]),
  ];
  return <Facts facts={facts} />;
}

function Connection({ token: { connection } }: { readonly token: ExternalToken }) {
  const place = useTeamPlace();
  if (!connection) return "a connection that was deleted";
  if (!place.can("team:admin:app-connections:read")) return connection.name;
  return <Link {...connectionLink(place, connection.id)}>{connection.name}</Link>;
}
