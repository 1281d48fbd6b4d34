import { api, KEY_SCHEMA_MAX_LENGTH } from "@keywright/contract";
import { z } from "zod";
import { ConnectionName, Description } from "./messages.ts";

// As Infisical's API has them: fields that nobody knows are passed over. What may be in them, our own functions judge.

const TEXT_MAX_LENGTH = 2000;
const Text = z
  .string()
  .max(TEXT_MAX_LENGTH)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters");

export const SyncName = ConnectionName;

const SyncOptions = z.object({
  initialSyncBehavior: z.enum([
    "overwrite-destination",
    "import-prioritize-source",
    "import-prioritize-destination",
  ]),
  keySchema: Text.max(KEY_SCHEMA_MAX_LENGTH).optional(),
  disableSecretDeletion: z.boolean().optional(),
});
export type SyncOptions = z.output<typeof SyncOptions>;

const DestinationConfig = api.createSync.body.shape.destination;

export const NewSync = z.object({
  name: SyncName,
  description: Description,
  projectId: z.uuid(),
  connectionId: z.uuid(),
  environment: Text,
  secretPath: Text,
  isAutoSyncEnabled: z.boolean().default(true),
  syncOptions: SyncOptions,
  destinationConfig: DestinationConfig,
});
export type NewSync = z.output<typeof NewSync>;

export const SyncChange = z.object({
  name: SyncName.optional(),
  description: Description,
  connectionId: z.uuid().optional(),
  environment: Text.optional(),
  secretPath: Text.optional(),
  isAutoSyncEnabled: z.boolean().optional(),
  syncOptions: SyncOptions.optional(),
  destinationConfig: DestinationConfig.optional(),
});
export type SyncChange = z.output<typeof SyncChange>;

/** Where a destination is, only its connection knows: the same name at two addresses is two places. */
export const DestinationQuestion = z.object({
  projectId: z.uuid(),
  connectionId: z.uuid(),
  destinationConfig: DestinationConfig,
  excludeSyncId: z.uuid().optional(),
});
export type DestinationQuestion = z.output<typeof DestinationQuestion>;

export const InProject = z.object({ projectId: z.uuid() });
export const Removal = z.object({
  removeSecrets: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
});
export const Import = z.object({
  importBehavior: z.enum(["prioritize-source", "prioritize-destination"]),
});
