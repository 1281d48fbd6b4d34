import type { Client } from "@keywright/sdk";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import type { Sync } from "./sync.ts";

type RunBody = Parameters<Client["startSyncRun"]>[0]["body"];

export function useStartRun({ id }: Pick<Sync, "id">) {
  const { client, team } = useTeamPlace();
  return useWrite((body: RunBody, options) =>
    client.startSyncRun({ params: { teamId: team, syncId: id }, body }, options),
  );
}
