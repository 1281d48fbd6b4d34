import type { api, QueryOf } from "@keywright/contract";
import { hasId } from "@keywright/policy";
import type { Db } from "../db/database.ts";
import { windowAfter, windowOf } from "../db/paging.ts";
import { refuseField } from "../refusal.ts";
import type { SyncPlace } from "./place.ts";
import { listSyncRows, type SyncRow } from "./queries.ts";

export type SyncQuery = QueryOf<typeof api.listSyncs>;

/** A project that is not there, or out of reach, has no syncs. */
export async function listReached(
  db: Db,
  place: SyncPlace,
  { projectId: slug, ...query }: SyncQuery,
): Promise<SyncRow[]> {
  const { connectionId, secretGroupId, tokenId, externalTokenId, status, ...page } = query;
  if (secretGroupId !== undefined && slug === undefined)
    throw refuseField("validation_failed", "projectId", "says of which project the secret group is");
  const project = slug === undefined ? undefined : place.team.projects.bySlug(slug);
  if (slug !== undefined && !(project && hasId(place.reach, project.id))) return [];
  const filter = { connectionId, secretGroupId, tokenId, externalTokenId, status };
  return listSyncRows(db, place, { ...filter, reach: place.reach, projectId: project?.id }, windowOf(page));
}

const LISTED_MAX = 1000;

interface OfApp {
  readonly app: string;
  /** The internal id. */
  readonly projectId: string;
  readonly name?: string;
}

/** All of them that a project can be thought to have. */
export async function listOfApp(db: Db, place: SyncPlace, filter: OfApp): Promise<SyncRow[]> {
  const { reach } = place;
  if (!hasId(reach, filter.projectId)) return [];
  return listSyncRows(db, place, { ...filter, reach }, windowAfter(undefined, LISTED_MAX));
}
