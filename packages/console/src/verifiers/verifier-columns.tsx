import { Tooltip } from "@mantine/core";
import type { Column } from "../ui/column.ts";
import { useNow } from "../ui/now.ts";
import { exactTime, RelativeTime } from "../ui/relative-time.tsx";
import { Status } from "../ui/status.tsx";
import { isLive, type Verifier } from "./verifier-step.ts";

const KINDS: Record<Verifier["kind"], string> = {
  verifier: "Verifier",
  server: "Keywright server",
};

export const verifierColumns: readonly Column<Verifier>[] = [
  { key: "name", title: "Name", cell: ({ name }) => <bdi>{name}</bdi> },
  { key: "kind", title: "Kind", cell: ({ kind }) => KINDS[kind] },
  {
    key: "scope",
    title: "Sees",
    cell: ({ scope }) => (scope === "org" ? "this organization" : "the installation"),
  },
  { key: "state", title: "State", cell: (verifier) => <VerifierState verifier={verifier} /> },
  { key: "revision", title: "Revision", align: "right", cell: ({ revision }) => revision },
  { key: "lag", title: "Behind by", align: "right", cell: ({ lag }) => lag },
  { key: "since", title: "Connected", cell: ({ connectedAt }) => <RelativeTime at={connectedAt} /> },
  { key: "lease", title: "Lease", cell: (verifier) => <Lease verifier={verifier} /> },
];

function VerifierState({ verifier }: { readonly verifier: Verifier }) {
  const nowMs = useNow();
  if (!isLive(verifier, nowMs)) return <Status tone="bad">refuses everything</Status>;
  if (!verifier.connected) return <Status tone="warn">not connected</Status>;
  return verifier.lag > 0 ? <Status tone="warn">behind</Status> : <Status tone="good">in step</Status>;
}

/** How long it may go on without hearing from a server. */
function Lease({ verifier }: { readonly verifier: Verifier }) {
  const nowMs = useNow();
  const words = isLive(verifier, nowMs) ? (verifier.connected ? "renewed" : "running out") : "ended";
  return (
    <Tooltip
      label={`Without another word from a server, it ends ${exactTime(verifier.leaseEndsAt)}`}
      multiline
      maw={280}
    >
      <span tabIndex={0}>{words}</span>
    </Tooltip>
  );
}
