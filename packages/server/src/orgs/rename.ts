import { slugFromName } from "@keywright/contract";
import type { Work } from "../changes/work.ts";
import { orgChange, type OrgRow, updateOrg } from "./queries.ts";

/** Gives an organization another name and, while nobody can know it by the old one, the id made from that. No event. */
export async function renameOrg(
  work: Work,
  orgId: string,
  name: string,
  { isUnknown }: { isUnknown: boolean },
): Promise<OrgRow> {
  const slug = isUnknown ? { slug: slugFromName(name) } : {};
  const org = await updateOrg(work.tx, orgId, { name, ...slug, updated_at: work.now });
  work.changeAuthority(orgId, orgChange(org));
  return org;
}
