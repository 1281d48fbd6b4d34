import { z } from "zod";
import { DESTINATION_FIELDS_MAX, KEY_SCHEMA_MAX_LENGTH } from "./limits.ts";
import {
  AppConnectionId,
  Description,
  ExternalTokenId,
  Instant,
  plainText,
  Slug,
  SyncId,
  SyncRunId,
  TokenId,
  VariableName,
} from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { platformErrors } from "./platform-errors.ts";
import { defineRoute } from "./route.ts";
import { Creator } from "./token-shapes.ts";

/** A secret group; or the newest key of a token, ours or issued elsewhere, which is delivered as one variable. */
const SyncSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("secret-group"), projectId: Slug, secretGroupId: Slug }),
  z.strictObject({ kind: z.literal("token"), tokenId: TokenId, variable: VariableName }),
  z.strictObject({
    kind: z.literal("external-token"),
    externalTokenId: ExternalTokenId,
    variable: VariableName,
  }),
]);

/** Which fields there are depends on the platform: `GET …/app-connections/apps` says. */
const Destination = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,99}$/), plainText(2000))
  .refine((fields) => Object.keys(fields).length <= DESTINATION_FIELDS_MAX, {
    message: `must have at most ${DESTINATION_FIELDS_MAX} fields`,
  });

/** What of a destination that has variables already, until a sync has succeeded for the first time. */
const InitialBehavior = z.enum(["overwrite", "import-prefer-source", "import-prefer-destination"]);

const KeySchema = z
  .string()
  .trim()
  .max(KEY_SCHEMA_MAX_LENGTH)
  .describe("The name at the destination: contains `{{secretKey}}` once, and may contain `{{environment}}`.");

const RunKind = z.enum(["sync", "import", "remove"]);
const RunStatus = z.enum(["pending", "running", "succeeded", "failed"]);
const Names = z.array(z.string());

/** One time that variables were copied. Names, and never values. */
const SyncRun = z.object({
  id: z.string(),
  kind: RunKind,
  /** `change`: of the source. `rotation`: a new key of the token. */
  trigger: z.enum(["creation", "edit", "change", "rotation", "manual"]),
  /** Who asked for it; absent when nobody did. */
  actor: Creator.optional(),
  status: RunStatus,
  /** Why it failed, or why it has not succeeded so far. */
  code: z.string().optional(),
  message: z.string().optional(),
  attempts: z.int(),
  created: Names,
  updated: Names,
  deleted: Names,
  /** What others had changed at the destination since the last run, and this one wrote over. */
  overwritten: Names,
  queuedAt: Instant,
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
});

const Sync = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  /** The one project that it belongs to; absent when it is the whole team's. */
  projectId: z.string().optional(),
  source: z.object({
    kind: z.enum(["secret-group", "token", "external-token"]),
    projectId: z.string().optional(),
    secretGroupId: z.string().optional(),
    environment: z.string().optional(),
    /** Absent, as its name is, for those who may not see the token. */
    tokenId: z.string().optional(),
    externalTokenId: z.string().optional(),
    variable: z.string().optional(),
    /** The group's or token's. */
    name: z.string(),
  }),
  connection: z.object({ id: z.string(), name: z.string(), app: z.string() }),
  destination: z.record(z.string(), z.string()),
  initialBehavior: InitialBehavior,
  keySchema: z.string().optional(),
  deletes: z.boolean(),
  automatic: z.boolean(),
  noticeConnectionId: z.string().optional(),
  /** The last run of each kind. */
  lastRuns: z.object({ sync: SyncRun.optional(), import: SyncRun.optional(), remove: SyncRun.optional() }),
  lastSyncedAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  creator: Creator,
});

const SyncBody = z.strictObject({
  name: Slug.min(1),
  description: Description.nullish(),
  source: SyncSource,
  connectionId: AppConnectionId,
  destination: Destination,
  initialBehavior: InitialBehavior.default("overwrite"),
  keySchema: KeySchema.nullish(),
  deletes: z
    .boolean()
    .default(true)
    .describe("Whether a variable that is not in the source is removed at the destination."),
  automatic: z.boolean().default(true).describe("Whether a change of the source is delivered by itself."),
  noticeConnectionId: AppConnectionId.nullish().describe("A webhook connection that is told of failures."),
});

const SyncPatch = z.strictObject({
  name: Slug.min(1).optional(),
  description: Description.nullable().optional(),
  source: SyncSource.optional(),
  connectionId: AppConnectionId.optional(),
  destination: Destination.optional(),
  initialBehavior: InitialBehavior.optional(),
  keySchema: KeySchema.nullable().optional(),
  deletes: z.boolean().optional(),
  automatic: z.boolean().optional(),
  noticeConnectionId: AppConnectionId.nullable().optional(),
});

const RunBody = z
  .strictObject({
    kind: RunKind,
    /** Of an import: whose value is taken where both have one. */
    prefer: z.enum(["source", "destination"]).optional(),
  })
  .refine(({ kind, prefer }) => (kind === "import") === (prefer !== undefined), {
    path: ["prefer"],
    message: "is given for an import, and for an import alone",
  });

/** What the next sync would write, and what of it others have changed meanwhile. Names, and never values. */
const Drift = z.object({
  /** Whether the platform shows values: if not, a change of a value there cannot be seen. */
  seesValues: z.boolean(),
  checkedAt: Instant,
  /** At the destination, against what was last delivered there. */
  there: z.object({ added: Names, changed: Names, removed: Names }),
  /** What the next sync would do. */
  next: z.object({ created: Names, updated: Names, deleted: Names }),
});

const SyncParams = z.object({ syncId: SyncId });
const RunParams = SyncParams.extend({ runId: SyncRunId });
const ListQuery = PageQuery.extend({
  connectionId: AppConnectionId.optional(),
  projectId: Slug.optional(),
  secretGroupId: Slug.optional().describe("Of the project in `projectId`."),
  tokenId: TokenId.optional(),
  externalTokenId: ExternalTokenId.optional(),
  status: RunStatus.optional().describe("Of the last run of any kind."),
});

const tag = "Syncs";
const bodyErrors = [
  "sync_exists",
  "sync_conflict",
  "unknown_reference",
  "validation_failed",
  "permission_missing",
  "environment_restricted",
  "escalation",
  "owner_not_allowed",
  "token_ended",
] as const;

export const listSyncs = defineRoute({
  id: "listSyncs",
  method: "GET",
  path: "/secret-syncs",
  team: true,
  tag,
  summary: "List the team's syncs",
  permission: "team:admin:secret-syncs:read",
  query: ListQuery,
  list: "syncs",
  response: Sync,
});
export const createSync = defineRoute({
  id: "createSync",
  method: "POST",
  path: "/secret-syncs",
  team: true,
  tag,
  summary: "Copy a secret group or a token's key to a destination, now and whenever it changes",
  permission: "team:admin:secret-syncs:create",
  body: SyncBody,
  response: Sync,
  errors: bodyErrors,
});
export const getSync = defineRoute({
  id: "getSync",
  method: "GET",
  path: "/secret-syncs/{syncId}",
  team: true,
  tag,
  summary: "Get a sync",
  permission: "team:admin:secret-syncs:read",
  params: SyncParams,
  response: Sync,
  errors: ["not_found"],
});
export const patchSync = defineRoute({
  id: "patchSync",
  method: "PATCH",
  path: "/secret-syncs/{syncId}",
  team: true,
  tag,
  summary: "Edit a sync",
  permission: "team:admin:secret-syncs:update",
  params: SyncParams,
  body: SyncPatch,
  response: Sync,
  errors: ["not_found", ...bodyErrors],
});
export const deleteSync = defineRoute({
  id: "deleteSync",
  method: "DELETE",
  path: "/secret-syncs/{syncId}",
  team: true,
  tag,
  summary: "Delete a sync; what it delivered stays, unless it is removed first",
  permission: "team:admin:secret-syncs:delete",
  params: SyncParams,
  response: z.object({ id: z.string() }),
  errors: ["not_found"],
});
export const listSyncRuns = defineRoute({
  id: "listSyncRuns",
  method: "GET",
  path: "/secret-syncs/{syncId}/runs",
  team: true,
  tag,
  summary: "List what a sync has done",
  permission: "team:admin:secret-syncs:read",
  params: SyncParams,
  query: PageQuery,
  list: "runs",
  response: SyncRun,
  errors: ["not_found"],
});
export const startSyncRun = defineRoute({
  id: "startSyncRun",
  method: "POST",
  path: "/secret-syncs/{syncId}/runs",
  team: true,
  tag,
  summary: "Sync now, import from the destination, or remove there what was delivered",
  permission: "team:admin:secret-syncs:run",
  params: SyncParams,
  body: RunBody,
  response: SyncRun,
  errors: [
    "not_found",
    "unknown_reference",
    "validation_failed",
    "permission_missing",
    "environment_restricted",
  ],
});
export const getSyncRun = defineRoute({
  id: "getSyncRun",
  method: "GET",
  path: "/secret-syncs/{syncId}/runs/{runId}",
  team: true,
  tag,
  summary: "Get one run of a sync",
  permission: "team:admin:secret-syncs:read",
  params: RunParams,
  response: SyncRun,
  errors: ["not_found"],
});
export const getSyncDrift = defineRoute({
  id: "getSyncDrift",
  method: "GET",
  path: "/secret-syncs/{syncId}/drift",
  team: true,
  tag,
  summary: "Ask the platform what differs at the destination, by name",
  permission: "team:admin:secret-syncs:run",
  params: SyncParams,
  response: Drift,
  errors: ["not_found", "token_ended", "validation_failed", ...platformErrors],
});
