import { Modal, Skeleton } from "@mantine/core";
import { PER_PAGE_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import type { ConnectableApp } from "./app-connection.ts";
import { AppGallery } from "./app-gallery.tsx";
import { ConnectForm } from "./connect-form.tsx";
import { proposedName } from "./connection-draft.ts";
import { useConnectableApps } from "./use-connectable-apps.ts";

interface ConnectDialogProps {
  /** The platform's name in paths, or something else: then there is one to choose. */
  readonly chosen: string;
  readonly onChoose: (app: string | undefined) => void;
  readonly onClose: () => void;
}

/** First the platform, then the credentials. */
export function ConnectDialog({ chosen, onChoose, onClose }: ConnectDialogProps) {
  const { data, error, refetch } = useConnectableApps();
  const app = data?.apps.find((one) => one.app === chosen);
  return (
    <Modal
      opened
      onClose={onClose}
      title={app ? `Connect ${app.title}` : "Connect a platform"}
      size={app ? 960 : 720}
      // What has been typed would be gone.
      closeOnClickOutside={app === undefined}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={320} />}
      {data && !app && <AppGallery apps={data.apps} onChoose={onChoose} />}
      {app && <NamedForm key={app.app} app={app} onBack={() => onChoose(undefined)} />}
    </Modal>
  );
}

interface NamedFormProps {
  readonly app: ConnectableApp;
  readonly onBack: () => void;
}

/** Knows which names are taken before it proposes one. */
function NamedForm({ app, onBack }: NamedFormProps) {
  const { org, team } = useTeamPlace();
  const { data, error, refetch } = useQuery(
    read(org, "listAppConnections", { params: { teamId: team }, query: { per_page: PER_PAGE_MAX } }),
  );
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={420} />;
  return <ConnectForm app={app} name={proposedName(app.app, data.appConnections)} onBack={onBack} />;
}
