import type { Answer } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { tokensLink } from "../tokens/token-links.ts";
import { StatTile } from "../ui/stat-tile.tsx";
import { countWords } from "../ui/total-words.ts";
import { verdictWords } from "../usage/verdict-words.ts";
import classes from "./refusals-tile.module.css";

const SHOWN = 3;
const WHOLE = 100;

interface RefusalsTileProps {
  /** Undefined while it loads. */
  readonly refusals: Answer<"getTeamOverview">["refusals24h"];
}

export function RefusalsTile({ refusals }: RefusalsTileProps) {
  const place = useTeamPlace();
  const total = refusals?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <StatTile
      label="Refused in 24 hours"
      value={refusals && countWords(total)}
      link={tokensLink(place, { sort: "-lastUsedAt" })}
    >
      {refusals &&
        (total === 0 ? (
          "nothing was refused"
        ) : (
          <span className={classes.reasons}>
            {refusals.slice(0, SHOWN).map(({ verdict, count }) => (
              <span key={verdict} className={classes.reason}>
                <span className={classes.words}>{verdictWords(verdict)}</span>
                <span className={classes.count}>{countWords(count)}</span>
                <span className={classes.bar} style={{ width: `${(count / total) * WHOLE}%` }} aria-hidden />
              </span>
            ))}
          </span>
        ))}
    </StatTile>
  );
}
