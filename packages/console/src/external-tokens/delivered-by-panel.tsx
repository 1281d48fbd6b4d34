import { SyncsPanel } from "../secret-syncs/syncs-panel.tsx";
import type { ExternalToken } from "./external-token.ts";

/** The syncs that take its newest key to where it is used. */
export function DeliveredByPanel({ token }: { readonly token: ExternalToken }) {
  return (
    <SyncsPanel
      title="Delivered by"
      filter={{ externalTokenId: token.id }}
      none={[
        "No sync delivers it",
        "With a sync a new key arrives where it is used by itself, and the old one ends only then.",
      ]}
    />
  );
}
