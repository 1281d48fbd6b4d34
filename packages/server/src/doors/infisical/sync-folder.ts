import type { Tx } from "../../db/database.ts";
import { environmentsOf } from "../../projects/environments.ts";
import { Refusal } from "../../refusal.ts";
import type { SourceChoice } from "../../secret-syncs/chosen-source.ts";
import { findGroupToDeliver } from "../../secret-groups/of-syncs.ts";
import type { Here } from "./place.ts";

export interface Folder {
  /** Our own id. */
  readonly projectId: string;
  /** Null: all of the project's. */
  readonly environment: string | null;
  readonly secretPath: string;
}

/** A secret group is the folder of its name below `/`, in the environment that it is for; one for all is in each. */
export async function groupIn(
  tx: Tx,
  { org, team }: Here,
  { projectId, environment, secretPath }: Folder,
): Promise<SourceChoice> {
  const project = team.projects.byId(projectId);
  const environments = project && (await environmentsOf(tx, org.id, project.id));
  if (!project || !environments) throw new Refusal("not_found");
  const [, slug = ""] = /^\/([a-z0-9-]+)\/?$/.exec(secretPath) ?? [];
  const group = await findGroupToDeliver(tx, { orgId: org.id, projectId }, slug);
  const isThere =
    group &&
    (group.environment === environment ||
      (group.environment === null && environments.includes(environment ?? "")));
  if (!isThere) throw noFolder();
  return { kind: "secret-group", projectId: project.slug, secretGroupId: group.slug };
}

export function pathOf(groupSlug: string): string {
  return `/${groupSlug}`;
}

/** The same for a group that is not there and for one out of reach. */
export function noFolder(): Refusal {
  return new Refusal("unknown_reference", {
    detail:
      'Could not find a folder with this path in this environment. A secret group is the folder "/" and its id.',
  });
}
