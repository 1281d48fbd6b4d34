import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Client } from "@keywright/sdk";
import { PER_PAGE_MAX } from "@keywright/contract";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { mayAnyGroups, mayGroups } from "./group-permission.ts";
import type { Part } from "./group-values.ts";
import type { GroupRow } from "./secret-group-columns.tsx";

export interface GroupParams {
  readonly teamId: string;
  readonly projectId: string;
  readonly secretId: string;
}

/** What may stay in memory of a group's values: what they are called. */
export type Names = { readonly [P in Part]: readonly string[] };

export function useGroupParams(): GroupParams {
  const { projectId = "", secretId = "" } = useParams({ strict: false });
  return { teamId: useTeamPlace().team, projectId, secretId };
}

/** All about the group but its values. Who may read them but not list groups learns the rest together with them. */
export function useGroup() {
  const place = useTeamPlace();
  const params = useGroupParams();
  const mayList = mayAnyGroups(place, "list");
  const listed = useQuery({ ...findGroup(place.org, place.client, params), enabled: mayList });
  const mayRead = listed.data
    ? mayGroups(place, "read-values", listed.data.type)
    : !mayList && mayAnyGroups(place, "read-values");
  const named = useQuery({ ...readNames(place.org, params), enabled: mayRead });
  const { error, refetch } = mayList ? listed : named;
  return {
    group: listed.data ?? named.data?.group,
    names: mayRead ? named.data?.names : undefined,
    namesError: named.error,
    mayRead,
    missing: (mayList ? listed.data === null : !mayRead) && !error,
    error,
    refetch,
  };
}

/** The API shows one group only with its values, so it is looked up in the list. */
function findGroup(org: string, client: Client, { secretId, ...project }: GroupParams) {
  const query = { per_page: PER_PAGE_MAX };
  const { queryKey } = read(org, "listSecretGroups", { params: project, query });
  return {
    queryKey: [...queryKey, secretId],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<GroupRow | null> => {
      const rows = client.listSecretGroups.rows({ params: project, query }, { signal });
      for await (const group of rows) if (group.id === secretId) return group;
      return null;
    },
  };
}

/** Reads the values and forgets them at once: only names go into the cache. */
function readNames(org: string, params: GroupParams) {
  const { queryKey, queryFn } = read(org, "getSecretGroup", { params });
  return {
    queryKey: [...queryKey, "names"],
    queryFn: async (context: { signal: AbortSignal }) => {
      const { secrets, createdAt: _, ...group } = await queryFn(context);
      const names: Names = {
        variables: Object.keys(secrets.variables),
        files: Object.keys(secrets.files),
      };
      return { group: group satisfies GroupRow, names };
    },
  };
}
