import { UNUSED_DAYS } from "@keywright/contract";
import type { Answer } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { tokensLink } from "../tokens/token-links.ts";
import { StatTile } from "../ui/stat-tile.tsx";
import { countWords } from "../ui/total-words.ts";

interface TokensTileProps {
  /** Undefined while it loads. */
  readonly tokens: Answer<"getTeamOverview">["tokens"];
}

export function TokensTile({ tokens }: TokensTileProps) {
  const place = useTeamPlace();
  const soon = tokens?.expiringSoon ?? 0;
  return (
    <StatTile
      label="Active tokens"
      value={tokens && countWords(tokens.active)}
      link={tokensLink(place, soon > 0 ? { status: "expiring" } : { status: "active" })}
    >
      {tokens && (soon > 0 ? `${countWords(soon)} expiring soon` : "none expires soon")}
    </StatTile>
  );
}

export function UnusedTile({ tokens }: TokensTileProps) {
  const place = useTeamPlace();
  return (
    <StatTile
      label={`Not used for ${UNUSED_DAYS} days`}
      value={tokens && countWords(tokens.unused30d)}
      link={tokensLink(place, { unused: "true" })}
    >
      {tokens && (tokens.unused30d > 0 ? "who still needs them?" : "all are in use, or new")}
    </StatTile>
  );
}
