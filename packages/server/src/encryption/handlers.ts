import type { Handlers } from "../http/handlers.ts";
import type { MasterKeys } from "./master-keys.ts";
import { rotateMasterKey } from "./rotate-master-key.ts";

export function masterKeyHandlers({ masterKeys }: { masterKeys: MasterKeys }) {
  return {
    rotateMasterKey: async (work) => rotateMasterKey(work, masterKeys),
  } satisfies Partial<Handlers>;
}
