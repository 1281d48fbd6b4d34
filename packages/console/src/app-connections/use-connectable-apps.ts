import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";

/** The platforms that can be connected to, and what each needs. */
export function useConnectableApps() {
  const { org, team } = useTeamPlace();
  return useQuery({
    ...read(org, "listConnectableApps", { params: { teamId: team } }),
    // They are part of the server's code.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
