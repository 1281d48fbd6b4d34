import { slugFromName } from "@keywright/contract";
import type { Work } from "../changes/work.ts";
import { teamChange, type TeamRow, updateTeam } from "./queries.ts";

/** Gives a team another name and, while nobody can know it by the old one, the id made from that. No event. */
export async function renameTeam(
  work: Work,
  { orgId, teamId }: { readonly orgId: string; readonly teamId: string },
  name: string,
  { isUnknown }: { isUnknown: boolean },
): Promise<TeamRow> {
  const slug = isUnknown ? { slug: slugFromName(name) } : {};
  const team = await updateTeam(work.tx, orgId, teamId, { name, ...slug, updated_at: work.now });
  work.changeAuthority(orgId, teamChange(team));
  return team;
}
