import type { Answer } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { StatTile } from "../ui/stat-tile.tsx";
import { Status } from "../ui/status.tsx";
import { countWords } from "../ui/total-words.ts";

interface VerifiersTileProps {
  /** Undefined while it loads. */
  readonly verifiers: Answer<"getTeamOverview">["verifiers"];
}

export function VerifiersTile({ verifiers }: VerifiersTileProps) {
  const { org, team } = useTeamPlace();
  const behind = verifiers?.behind ?? 0;
  return (
    <StatTile
      label="Verifiers and servers"
      value={verifiers && countWords(verifiers.live)}
      link={{ to: "/o/$org/t/$team/verifiers", params: { org, team } }}
    >
      {verifiers && (
        <Status tone={behind > 0 ? "warn" : "good"}>
          {behind > 0 ? `${countWords(behind)} behind` : "all in step"}
        </Status>
      )}
    </StatTile>
  );
}
