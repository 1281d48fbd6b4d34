import { z } from "zod";
import { CREDENTIAL_FIELDS_MAX, CREDENTIAL_VALUE_MAX_LENGTH } from "./limits.ts";
import { AppConnectionId, Description, Instant, plainText, Slug } from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { platformErrors } from "./platform-errors.ts";
import { defineRoute } from "./route.ts";
import { Creator } from "./token-shapes.ts";

/** Stored, encrypted credentials for another platform. They are written and never answered. */
const AppConnection = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  /** The platform. */
  app: z.string(),
  /** How one proves oneself there. */
  method: z.string(),
  /** The one project that the connection is for; absent when it is for the whole team. */
  projectId: z.string().optional(),
  /** Grows by one whenever the credentials change. */
  version: z.int(),
  /** A fingerprint that changes exactly when the credentials do. Nothing can be learnt from it but that. */
  credentialsHash: z.string(),
  health: z.object({
    /** Whether the platform accepted the credentials when it was last asked. `unknown`: it gave no clear answer. */
    status: z.enum(["ok", "failing", "unknown"]),
    message: z.string().optional(),
    checkedAt: Instant,
  }),
  createdAt: Instant,
  updatedAt: Instant,
  creator: Creator,
  /** When the credentials were last used for more than checking them. */
  lastUsedAt: Instant.nullable(),
});

/** Which there are depends on the app: `GET …/app-connections/apps` says. */
const Credentials = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,99}$/), plainText(CREDENTIAL_VALUE_MAX_LENGTH))
  .refine((fields) => Object.keys(fields).length <= CREDENTIAL_FIELDS_MAX, {
    message: `must have at most ${CREDENTIAL_FIELDS_MAX} fields`,
  });

const AppConnectionBody = z.strictObject({
  name: Slug.min(1),
  description: Description.nullish(),
  app: Slug,
  method: Slug,
  projectId: Slug.nullish(),
  credentials: Credentials,
});
const AppConnectionPatch = z.strictObject({
  name: Slug.min(1).optional(),
  description: Description.nullable().optional(),
  /** All of them: what is left out is not taken over from before. */
  credentials: Credentials.optional(),
});

/** A platform that can be connected to, and how to make credentials there that can do what is needed and no more. */
const ConnectableApp = z.object({
  app: z.string(),
  title: z.string(),
  methods: z.array(z.string()),
  summary: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      secret: z.boolean(),
      description: z.string().optional(),
      /** What is taken when the field is left out. */
      default: z.string().optional(),
    }),
  ),
  steps: z.array(z.string()),
  permissions: z.array(z.object({ name: z.string(), neededTo: z.string() })),
  /** What the platform calls the places to choose from; absent when there is nothing to choose. */
  places: z.object({ project: z.string(), secretGroup: z.string().optional() }).optional(),
  /** For syncs; absent when the platform holds no variables. */
  variables: z
    .object({
      /** What the platform shows of the variables that are there. */
      reads: z.enum(["values", "some values", "names", "nothing"]),
      destinationFields: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          description: z.string().optional(),
          /** Chosen from the platform's projects, or from the secret groups of the project chosen before. */
          choice: z.enum(["project", "secret-group"]).optional(),
          /** The field that keeps what the platform calls the chosen one. */
          nameField: z.string().optional(),
          options: z.array(z.string()).optional(),
          default: z.string().optional(),
          optional: z.literal(true).optional(),
        }),
      ),
    })
    .optional(),
  /** For external tokens; absent when no tokens can be made there. */
  minting: z
    .object({
      /** What `spec` says of a token that is to be made. */
      fields: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          description: z.string().optional(),
          /** Chosen from what `POST …/app-connections/{connectionId}/minting-choices` lists. */
          listed: z.literal(true).optional(),
          /** The field that keeps what the platform calls the chosen one. */
          nameField: z.string().optional(),
          options: z.array(z.string()).optional(),
          default: z.string().optional(),
          optional: z.literal(true).optional(),
        }),
      ),
      /** Whether the platform ends its tokens by itself when it is told a time. */
      expires: z.boolean(),
    })
    .optional(),
});

/** What there is to choose from on the platform. */
const Place = z.object({ id: z.string(), name: z.string() });
const ConnectionParams = z.object({ connectionId: AppConnectionId });
const ListQuery = PageQuery.extend({ app: Slug.optional(), projectId: Slug.optional() });

const tag = "App connections";

export const listAppConnections = defineRoute({
  id: "listAppConnections",
  method: "GET",
  path: "/app-connections",
  team: true,
  tag,
  summary: "List the team's app connections, without credentials",
  permission: "team:admin:app-connections:read",
  query: ListQuery,
  list: "appConnections",
  response: AppConnection,
});
export const listConnectableApps = defineRoute({
  id: "listConnectableApps",
  method: "GET",
  path: "/app-connections/apps",
  team: true,
  tag,
  summary: "List the platforms that can be connected to, and what each needs",
  permission: "team:admin:app-connections:read",
  response: z.object({ apps: z.array(ConnectableApp) }),
});
export const listAvailableAppConnections = defineRoute({
  id: "listAvailableAppConnections",
  method: "GET",
  path: "/app-connections/available",
  team: true,
  tag,
  summary: "List the app connections that the caller may use",
  permission: "team:admin:app-connections:connect",
  query: ListQuery,
  list: "appConnections",
  response: AppConnection.pick({ id: true, name: true, app: true }),
});
export const createAppConnection = defineRoute({
  id: "createAppConnection",
  method: "POST",
  path: "/app-connections",
  team: true,
  tag,
  summary: "Connect to another platform, which is asked whether it accepts the credentials",
  permission: "team:admin:app-connections:create",
  body: AppConnectionBody,
  response: AppConnection,
  asksOutside: true,
  errors: ["app_connection_exists", "unknown_reference", ...platformErrors],
});
export const getAppConnection = defineRoute({
  id: "getAppConnection",
  method: "GET",
  path: "/app-connections/{connectionId}",
  team: true,
  tag,
  summary: "Get an app connection, without its credentials",
  permission: "team:admin:app-connections:read",
  params: ConnectionParams,
  response: AppConnection,
  errors: ["not_found"],
});
export const patchAppConnection = defineRoute({
  id: "patchAppConnection",
  method: "PATCH",
  path: "/app-connections/{connectionId}",
  team: true,
  tag,
  summary: "Edit an app connection; the platform is asked whether it accepts new credentials",
  permission: "team:admin:app-connections:update",
  params: ConnectionParams,
  body: AppConnectionPatch,
  response: AppConnection,
  asksOutside: true,
  errors: ["not_found", "app_connection_exists", "sync_conflict", ...platformErrors],
});
export const deleteAppConnection = defineRoute({
  id: "deleteAppConnection",
  method: "DELETE",
  path: "/app-connections/{connectionId}",
  team: true,
  tag,
  summary: "Delete an app connection and its credentials",
  permission: "team:admin:app-connections:delete",
  params: ConnectionParams,
  response: z.object({ id: z.string() }),
  errors: ["not_found", "app_connection_in_use"],
});
export const checkAppConnection = defineRoute({
  id: "checkAppConnection",
  method: "POST",
  path: "/app-connections/{connectionId}/check",
  team: true,
  tag,
  summary: "Ask the platform whether it still accepts the credentials",
  permission: "team:admin:app-connections:connect",
  params: ConnectionParams,
  response: AppConnection,
  asksOutside: true,
  errors: ["not_found"],
});
export const listPlatformProjects = defineRoute({
  id: "listPlatformProjects",
  method: "GET",
  path: "/app-connections/{connectionId}/projects",
  team: true,
  tag,
  summary: "List the projects of the platform that the connection reaches",
  permission: "team:admin:app-connections:connect",
  params: ConnectionParams,
  response: z.object({ projects: z.array(Place) }),
  errors: ["not_found", ...platformErrors],
});
export const listPlatformSecretGroups = defineRoute({
  id: "listPlatformSecretGroups",
  method: "GET",
  path: "/app-connections/{connectionId}/projects/{platformProjectId}/secret-groups",
  team: true,
  tag,
  summary: "List the secret groups of a project of the platform, without values",
  permission: "team:admin:app-connections:connect",
  params: ConnectionParams.extend({ platformProjectId: plainText(200).min(1) }),
  response: z.object({ secretGroups: z.array(Place) }),
  errors: ["not_found", ...platformErrors],
});
