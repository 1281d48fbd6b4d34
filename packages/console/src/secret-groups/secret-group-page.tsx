import { Anchor, Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { AuditFeed } from "../audit-events/audit-feed.tsx";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { PageFailure } from "../app/page-failure.tsx";
import { useTeamPlace } from "../app/place.ts";
import { projectLink } from "../projects/project-links.ts";
import { SyncsPanel } from "../secret-syncs/syncs-panel.tsx";
import { Chip, Chips } from "../ui/chips.tsx";
import { Facts } from "../ui/facts.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { DeleteGroup } from "./delete-group.tsx";
import { EditGroup } from "./edit-group.tsx";
import { mayGroups } from "./group-permission.ts";
import { targetWords, USES } from "./group-words.ts";
import type { GroupRow } from "./secret-group-columns.tsx";
import { useGroup, useGroupParams } from "./use-group.ts";
import { ValuesSection } from "./values-section.tsx";

export function SecretGroupPage() {
  const { group, names, namesError, mayRead, missing, error, refetch } = useGroup();
  if (missing) return <NotFoundPage />;
  if (error && !group) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <GroupHeader group={group} />
      {group ? (
        <Stack gap="lg">
          <GroupFacts group={group} />
          <ValuesSection group={group} names={names} namesError={namesError} mayRead={mayRead} />
          <SyncsPanel
            title="Delivered by"
            filter={{ projectId: group.projectId, secretGroupId: group.id }}
            none={[
              "No sync delivers it",
              "A sync copies its variables to where they are used, and every change.",
            ]}
          />
          <AuditFeed filter={{ action: "secret-group.*", project: group.projectId, target: group.id }} />
        </Stack>
      ) : (
        <Skeleton height={320} />
      )}
    </>
  );
}

function GroupHeader({ group }: { readonly group: GroupRow | undefined }) {
  const place = useTeamPlace();
  const { projectId } = useGroupParams();
  const [dialog, setDialog] = useState<"edit" | "delete">();
  const close = () => setDialog(undefined);
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...projectLink(place, projectId)} />}>
      Project {projectId}
    </Anchor>
  );
  if (!group) return <PageHeader title="Secret group" back={back} />;
  const actions = (
    <>
      {mayGroups(place, "update", group.type) && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setDialog("edit")}>
          Edit
        </Button>
      )}
      {mayGroups(place, "delete", group.type) && (
        <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setDialog("delete")}>
          Delete
        </Button>
      )}
    </>
  );
  return (
    <PageHeader title={group.name} back={back} aside={<Chip>{group.type}</Chip>} actions={actions}>
      {group.description && <Text fz={14}>{group.description}</Text>}
      {dialog === "edit" && <EditGroup group={group} onClose={close} />}
      {dialog === "delete" && <DeleteGroup group={group} onClose={close} />}
    </PageHeader>
  );
}

function GroupFacts({ group }: { readonly group: GroupRow }) {
  const { environment, secretType, priority, restrictions, updatedAt, tags } = group;
  return (
    <Facts
      facts={[
        ["Environment", environment ?? "all"],
        ["Used", USES[secretType]],
        ["Priority", priority],
        ["For workloads", targetWords(restrictions) ?? "all"],
        ["Tags", tags.length > 0 ? <Chips names={tags} /> : "none"],
        ["Edited", <RelativeTime at={updatedAt} />],
      ]}
    />
  );
}
