import type { Connection } from "../connection.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

/** The team that is meant: of `--team` or the context, else the token's own, else the only one there is. */
export async function teamOf({ api, inTeam }: Connection): Promise<string> {
  if (inTeam.teamId !== undefined) return inTeam.teamId;
  const { principal } = await api.getMe();
  if (principal.team !== undefined) return principal.team;
  const { teams } = await api.listTeams({ query: { per_page: 2 } });
  const [only, another] = teams;
  if (only && !another) return only.id;
  throw new Failure(EXIT.usage, "Say which team: your token reaches several, or none.", [
    "Name it with --team <team>.",
  ]);
}
