import type { SyncChange, SyncOptions } from "./sync-messages.ts";

const BEHAVIORS = {
  "overwrite-destination": "overwrite",
  "import-prioritize-source": "import-prefer-source",
  "import-prioritize-destination": "import-prefer-destination",
} as const;

/** Options are given whole: what is left out of them is not taken over from before. */
export function optionsFrom({ initialSyncBehavior, keySchema, disableSecretDeletion }: SyncOptions) {
  return {
    initialBehavior: BEHAVIORS[initialSyncBehavior],
    keySchema: keySchema ?? null,
    deletes: disableSecretDeletion !== true,
  };
}

/** Of a change, what needs nothing looked up. */
export function plainFieldsFrom({
  name,
  description,
  isAutoSyncEnabled,
  destinationConfig,
  syncOptions,
}: SyncChange) {
  return {
    name,
    description,
    automatic: isAutoSyncEnabled,
    destination: destinationConfig,
    ...(syncOptions && optionsFrom(syncOptions)),
  };
}

const SHOWN = {
  overwrite: "overwrite-destination",
  "import-prefer-source": "import-prioritize-source",
  "import-prefer-destination": "import-prioritize-destination",
} as const;

interface Options {
  readonly initial_behavior: keyof typeof SHOWN;
  readonly key_schema: string | null;
  readonly deletes: boolean;
}

export function showOptions({ initial_behavior, key_schema, deletes }: Options) {
  return {
    initialSyncBehavior: SHOWN[initial_behavior],
    ...(key_schema !== null && { keySchema: key_schema }),
    disableSecretDeletion: !deletes,
  };
}
