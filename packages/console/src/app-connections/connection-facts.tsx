import { Code, Group, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTeamPlace } from "../app/place.ts";
import { projectLink } from "../projects/project-links.ts";
import { CopyButton } from "../ui/copy-field.tsx";
import { type Fact, Facts } from "../ui/facts.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { type AppConnection, type ConnectableApp, methodWords, titleOf } from "./app-connection.ts";

const HASH_SHOWN_LENGTH = 12;

interface ConnectionFactsProps {
  readonly connection: AppConnection;
  readonly apps: readonly ConnectableApp[] | undefined;
}

export function ConnectionFacts({ connection, apps }: ConnectionFactsProps) {
  const facts: Fact[] = [
    ["Platform", titleOf(apps, connection.app)],
    ["Method", methodWords(connection.method)],
    ["For", <Belonging projectId={connection.projectId} />],
    ["Last used", <RelativeTime at={connection.lastUsedAt} />],
    ["Version", connection.version],
    ["Fingerprint", <Fingerprint hash={connection.credentialsHash} />],
    ["Created", <RelativeTime at={connection.createdAt} />],
    ["Created by", <bdi>{connection.creator.name}</bdi>],
  ];
  return <Facts facts={facts} />;
}

function Belonging({ projectId }: { readonly projectId: string | undefined }) {
  const place = useTeamPlace();
  if (projectId === undefined) return "the whole team";
  if (!place.can("project:projects:manage:read")) return projectId;
  return <Link {...projectLink(place, projectId)}>{projectId}</Link>;
}

/** Enough of it to compare by eye; the whole of it to compare by machine. */
function Fingerprint({ hash }: { readonly hash: string }) {
  return (
    <Group gap="4px 8px" my={-4}>
      <Tooltip
        label="Changes exactly when the credentials do, and says nothing else of them"
        multiline
        maw={280}
      >
        <Code tabIndex={0}>{hash.slice(0, HASH_SHOWN_LENGTH)}</Code>
      </Tooltip>
      <CopyButton value={hash} label="Copy" />
    </Group>
  );
}
