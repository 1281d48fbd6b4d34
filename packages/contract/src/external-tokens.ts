import { z } from "zod";
import { DESTINATION_FIELDS_MAX, EXTERNAL_NAME_MAX_LENGTH, KEEP_OLD_MAX_SECONDS } from "./limits.ts";
import {
  AppConnectionId,
  Description,
  ExternalTokenId,
  Instant,
  InstantInput,
  Name,
  plainText,
  Slug,
} from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { platformErrors } from "./platform-errors.ts";
import { defineRoute } from "./route.ts";
import { Creator, LifetimeSeconds } from "./token-shapes.ts";

/** Which fields there are depends on the platform: `GET …/app-connections/apps` says. */
const Spec = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,99}$/), plainText(2000))
  .refine((fields) => Object.keys(fields).length <= DESTINATION_FIELDS_MAX, {
    message: `must have at most ${DESTINATION_FIELDS_MAX} fields`,
  });

const STATUSES = ["active", "expired", "rotating", "ending", "revoked", "failing"] as const;

/** A token that was made on another platform, through an app connection. */
const ExternalToken = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  /** The platform. */
  app: z.string(),
  /** The one project that it belongs to, which is its connection's; absent when it is the whole team's. */
  projectId: z.string().optional(),
  /** Absent when the connection was deleted since. */
  connection: z.object({ id: z.string(), name: z.string() }).optional(),
  spec: z.record(z.string(), z.string()),
  /** What it is, in a few words. */
  summary: z.string(),
  /**
   * `rotating`: another key has replaced one that the platform still accepts. `ending`: it is being revoked. `failing`: the
   * platform still accepts what should have ended, and `message` says why.
   */
  status: z.enum(STATUSES),
  message: z.string().optional(),
  /** What the platform has given out and not yet ended: what it accepts. Newest first. */
  keys: z.array(
    z.object({
      id: z.string(),
      state: z.enum(["live", "ending"]),
      issuedAt: Instant,
      expiresAt: Instant.nullable(),
      /** Not before this: it also waits until syncs have delivered the one that replaced it. */
      endsAt: Instant.optional(),
      message: z.string().optional(),
    }),
  ),
  expiresAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  revokedAt: Instant.optional(),
  creator: Creator,
});

/** The only shape that carries a value. */
const IssuedExternalToken = ExternalToken.extend({
  key: z.object({ id: z.string(), issuedAt: Instant }),
  token: z.string().describe("The value, answered once."),
});

const lifetime = {
  expiresAt: InstantInput.nullish(),
  lifetimeSeconds: LifetimeSeconds.optional(),
};
const oneLifetime = {
  path: ["lifetimeSeconds"],
  message: "give expiresAt or lifetimeSeconds, not both",
};
interface Lifetime {
  readonly expiresAt?: string | null | undefined;
  readonly lifetimeSeconds?: number | undefined;
}
const hasOneLifetime = ({ expiresAt, lifetimeSeconds }: Lifetime) =>
  expiresAt == null || lifetimeSeconds === undefined;

const ExternalTokenName = Name.refine((name) => name.length <= EXTERNAL_NAME_MAX_LENGTH, {
  message: `must have at most ${EXTERNAL_NAME_MAX_LENGTH} characters: the platform is told more beside it`,
});
const ExternalTokenBody = z
  .strictObject({
    name: ExternalTokenName,
    description: Description.nullish(),
    connectionId: AppConnectionId,
    spec: Spec,
    ...lifetime,
  })
  .refine(hasOneLifetime, oneLifetime);
const ExternalTokenPatch = z.strictObject({
  name: ExternalTokenName.optional(),
  description: Description.nullable().optional(),
});
const RotationBody = z
  .strictObject({
    ...lifetime,
    /** How long the old key is left at least. It is left in any case until syncs have delivered the new one. */
    keepOldSeconds: z.int().min(0).max(KEEP_OLD_MAX_SECONDS).default(0),
  })
  .refine(hasOneLifetime, oneLifetime)
  .prefault({});

const Flag = z.enum(["true", "false"]).transform((text) => text === "true");
const Params = z.object({ externalTokenId: ExternalTokenId });
const ListQuery = PageQuery.extend({
  all: Flag.default(false).describe("Revoked ones too."),
  connectionId: AppConnectionId.optional(),
  projectId: Slug.optional(),
  search: plainText(100).min(1).optional().describe("Part of the name or description, in any case."),
});
const RevokeQuery = z.strictObject({
  forget: Flag.default(false).describe(
    "Ends our record without asking the platform, which may go on accepting the token: for platforms that are gone.",
  ),
});

const tag = "External tokens";

export const listExternalTokens = defineRoute({
  id: "listExternalTokens",
  method: "GET",
  path: "/external-tokens",
  team: true,
  tag,
  summary: "List the tokens that were made on other platforms",
  permission: "team:admin:external-tokens:read",
  query: ListQuery,
  list: "externalTokens",
  response: ExternalToken,
});
export const createExternalToken = defineRoute({
  id: "createExternalToken",
  method: "POST",
  path: "/external-tokens",
  team: true,
  tag,
  summary: "Make a token on another platform, through an app connection; its value is answered once",
  permission: "team:admin:external-tokens:create",
  body: ExternalTokenBody,
  response: IssuedExternalToken,
  asksOutside: true,
  errors: ["unknown_reference", "validation_failed", "permission_missing", "token_ended", ...platformErrors],
});
export const getExternalToken = defineRoute({
  id: "getExternalToken",
  method: "GET",
  path: "/external-tokens/{externalTokenId}",
  team: true,
  tag,
  summary: "Get an external token, without its value",
  permission: "team:admin:external-tokens:read",
  params: Params,
  response: ExternalToken,
  errors: ["not_found"],
});
export const patchExternalToken = defineRoute({
  id: "patchExternalToken",
  method: "PATCH",
  path: "/external-tokens/{externalTokenId}",
  team: true,
  tag,
  summary: "Edit an external token's name or description; the platform keeps the name it was told",
  permission: "team:admin:external-tokens:update",
  params: Params,
  body: ExternalTokenPatch,
  response: ExternalToken,
  errors: ["not_found"],
});
export const rotateExternalToken = defineRoute({
  id: "rotateExternalToken",
  method: "POST",
  path: "/external-tokens/{externalTokenId}/rotate",
  team: true,
  tag,
  summary: "Make a new key on the platform, deliver it, then revoke the old one there",
  permission: "team:admin:external-tokens:update",
  params: Params,
  body: RotationBody,
  response: IssuedExternalToken,
  asksOutside: true,
  errors: [
    "not_found",
    "validation_failed",
    "permission_missing",
    "token_ended",
    "too_many_keys",
    "rotation_under_way",
    ...platformErrors,
  ],
});
export const revokeExternalToken = defineRoute({
  id: "revokeExternalToken",
  method: "DELETE",
  path: "/external-tokens/{externalTokenId}",
  team: true,
  tag,
  summary: "Revoke an external token on its platform; when that fails it says why, and may be asked again",
  permission: "team:admin:external-tokens:delete",
  params: Params,
  query: RevokeQuery,
  response: ExternalToken,
  asksOutside: true,
  errors: ["not_found", "permission_missing", ...platformErrors],
});
export const listMintingChoices = defineRoute({
  id: "listMintingChoices",
  method: "POST",
  path: "/app-connections/{connectionId}/minting-choices",
  team: true,
  tag,
  summary: "List what a field of a new external token is chosen from on the platform",
  permission: "team:admin:app-connections:connect",
  params: z.object({ connectionId: AppConnectionId }),
  body: z.strictObject({
    field: z.string().max(100),
    /** The fields before it. */
    spec: Spec.default({}),
  }),
  reads: true,
  response: z.object({ choices: z.array(z.object({ id: z.string(), name: z.string() })) }),
  errors: ["not_found", "unknown_reference", ...platformErrors],
});
