import { Alert, Anchor, Button, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBan, IconPencil, IconRefresh } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { PageFailure } from "../app/page-failure.tsx";
import { useTeamPlace } from "../app/place.ts";
import { AuditFeed } from "../audit-events/audit-feed.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { DeliveredByPanel } from "./delivered-by-panel.tsx";
import { EditExternalDialog } from "./edit-external-dialog.tsx";
import { ExternalFacts } from "./external-facts.tsx";
import { ExternalKeys } from "./external-keys.tsx";
import { ExternalStatus } from "./external-status.tsx";
import { type ExternalToken, isAccepted } from "./external-token.ts";
import { externalTokensLink } from "./external-token-links.ts";
import { RevokeExternalDialog } from "./revoke-external-dialog.tsx";
import { RotateExternalDialog } from "./rotate-external-dialog.tsx";
import { useExternalPermission } from "./use-external-permission.ts";

export function ExternalTokenPage() {
  const { externalTokenId = "" } = useParams({ strict: false });
  const { org, team } = useTeamPlace();
  const params = { teamId: team, externalTokenId };
  const { data: token, error, refetch } = useQuery(read(org, "getExternalToken", { params }));
  if (error && !token) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <ExternalHeader token={token} />
      {token ? (
        <Stack gap="lg">
          <ExternalFacts token={token} />
          {token.message !== undefined && (
            <Alert color="red" title="The platform still accepts what should have ended">
              {token.message}
            </Alert>
          )}
          <ExternalKeys token={token} />
          <DeliveredByPanel token={token} />
          <AuditFeed filter={{ target: token.id }} />
        </Stack>
      ) : (
        <Skeleton height={420} />
      )}
    </>
  );
}

type Deed = "rotate" | "revoke" | "edit";

function ExternalHeader({ token }: { readonly token: ExternalToken | undefined }) {
  const place = useTeamPlace();
  const [deed, setDeed] = useState<Deed>();
  const close = () => setDeed(undefined);
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...externalTokensLink(place)} />}>
      External tokens
    </Anchor>
  );
  if (!token) return <PageHeader title="External token" back={back} />;
  return (
    <PageHeader
      title={token.name}
      aside={<ExternalStatus token={token} />}
      back={back}
      actions={<Actions token={token} onDeed={setDeed} />}
    >
      {token.description && <bdi>{token.description}</bdi>}
      {deed === "rotate" && <RotateExternalDialog token={token} onClose={close} />}
      {deed === "revoke" && <RevokeExternalDialog token={token} onClose={close} />}
      {deed === "edit" && <EditExternalDialog token={token} onClose={close} />}
    </PageHeader>
  );
}

interface ActionsProps {
  readonly token: ExternalToken;
  readonly onDeed: (deed: Deed) => void;
}

function Actions({ token, onDeed }: ActionsProps) {
  const { can } = useTeamPlace();
  const may = useExternalPermission();
  const isRevoked = token.revokedAt !== undefined;
  return (
    <>
      {may("update") && !isRevoked && (
        <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => onDeed("rotate")}>
          Rotate
        </Button>
      )}
      {can("team:admin:external-tokens:update") && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => onDeed("edit")}>
          Edit
        </Button>
      )}
      {may("delete") && isAccepted(token) && (
        <Button variant="default" leftSection={<IconBan size={16} />} onClick={() => onDeed("revoke")}>
          {isRevoked ? "Revoke again" : "Revoke"}
        </Button>
      )}
    </>
  );
}
