import type { CallOptions, Client } from "@keywright/sdk";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { type GroupValues, PARTS, secretsOf, valuesOf } from "./group-values.ts";
import { planSave } from "./plan-save.ts";
import { type GroupParams, useGroupParams } from "./use-group.ts";

export interface Conflict {
  readonly names: readonly string[];
  readonly theirs: GroupValues;
}

export interface Edit {
  /** Undefined for those who may not read: what they save replaces everything. */
  readonly base: GroupValues | undefined;
  readonly mine: GroupValues;
  readonly overruled?: GroupValues | undefined;
}

/** Looks at what is there now just before it writes, so that nobody's edits are lost. */
export function useSaveValues() {
  const { client } = useTeamPlace();
  const params = useGroupParams();
  return useWrite(
    async ({ base, mine, overruled }: Edit, options: CallOptions): Promise<"saved" | Conflict> => {
      const update = async (secrets: ReturnType<typeof secretsOf>) => {
        await client.updateSecretGroup({ params, body: { secrets } }, options);
        return "saved" as const;
      };
      if (!base) return update(secretsOf(mine, PARTS));
      const theirs = await fetchValues(client, params);
      const { conflicts, values, edited } = planSave({ base, mine, theirs, overruled });
      if (conflicts.length > 0) return { names: conflicts, theirs };
      return edited.length > 0 ? update(secretsOf(values, edited)) : "saved";
    },
  );
}

export async function fetchValues(
  client: Client,
  params: GroupParams,
  signal?: AbortSignal,
): Promise<GroupValues> {
  return valuesOf((await client.getSecretGroup({ params }, { signal })).secrets);
}
