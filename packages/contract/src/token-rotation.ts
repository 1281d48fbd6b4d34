import { z } from "zod";
import {
  ROTATION_DAYS_MAX,
  ROTATION_OVERLAP_MIN_SECONDS,
  ROTATION_QUIET_DEFAULT_SECONDS,
  ROTATION_QUIET_MIN_SECONDS,
} from "./limits.ts";
import { Instant } from "./names.ts";
import { defineRoute } from "./route.ts";
import { TokenParams } from "./token-shapes.ts";

const SECONDS_PER_DAY = 24 * 3600;

/** Why a rotation stopped. All keys stay as they are until somebody starts it again. */
const RotationStop = z.enum([
  /** No sync takes the new key to where the token is used. */
  "no_sync",
  "delivery_failed",
  "too_many_keys",
  /** Somebody ended the new key, and no newer one works. */
  "new_key_ended",
  /** An old key is the only one in use. */
  "new_key_unused",
  "token_ended",
]);

/** New keys of a token, issued on schedule and taken by its syncs to where the token is used. */
const TokenRotation = z.object({
  /**
   * `delivering`: there is a new key, and the token's syncs are taking it along. `overlapping`: it has been delivered, and
   * the old keys work until it has taken over. `off`: the token does not rotate by itself, and all else is `null`.
   */
  state: z.enum(["off", "idle", "delivering", "overlapping", "stopped"]),
  everyDays: z.int().nullable(),
  overlapSeconds: z.int().nullable(),
  quietSeconds: z.int().nullable(),
  /** When the next new key is issued; `null` while one is under way. */
  nextAt: Instant.nullable(),
  code: RotationStop.optional(),
  /** How it stands, or why it stopped, in a sentence; absent while nothing is under way. */
  message: z.string().optional(),
  /** The key that is taking over. */
  newKeyId: z.string().optional(),
  startedAt: Instant.nullable(),
  /** When the old keys are ended at the latest, unless one of them is the only one in use. */
  overlapEndsAt: Instant.nullable(),
  lastCompletedAt: Instant.nullable(),
});

const RotationBody = z
  .strictObject({
    everyDays: z.int().min(1, { abort: true }).max(ROTATION_DAYS_MAX),
    overlapSeconds: z
      .int()
      .min(ROTATION_OVERLAP_MIN_SECONDS, { abort: true })
      .max(ROTATION_DAYS_MAX * SECONDS_PER_DAY)
      .optional()
      .describe(
        "How long the old keys work at most after the new one has been delivered. 7 days, or as long as a rotation, if left out.",
      ),
    quietSeconds: z
      .int()
      .min(ROTATION_QUIET_MIN_SECONDS)
      .max(ROTATION_DAYS_MAX * SECONDS_PER_DAY)
      .default(ROTATION_QUIET_DEFAULT_SECONDS)
      .describe(
        "How long nobody must have used the old keys before they end. More for clients that keep the value for longer, or call seldom.",
      ),
  })
  .refine(({ everyDays, overlapSeconds = 0 }) => overlapSeconds <= everyDays * SECONDS_PER_DAY, {
    path: ["overlapSeconds"],
    message: "must not be longer than the time between two rotations",
  })
  .refine(
    ({ everyDays, overlapSeconds = everyDays * SECONDS_PER_DAY, quietSeconds }) =>
      quietSeconds <= overlapSeconds,
    { path: ["quietSeconds"], message: "must not be longer than the overlap" },
  );

const path = "/tokens/{tokenId}/rotation";
const tag = "API tokens";

export const getTokenRotation = defineRoute({
  id: "getTokenRotation",
  method: "GET",
  path,
  team: true,
  tag,
  summary: "See whether a token rotates by itself, and how its rotation stands",
  permission: "team:admin:api-tokens:read",
  ownTokens: true,
  params: TokenParams,
  response: TokenRotation,
  errors: ["not_found"],
});
export const setTokenRotation = defineRoute({
  id: "setTokenRotation",
  method: "PUT",
  path,
  team: true,
  tag,
  summary: "Let a token rotate every so many days; its syncs deliver the new keys",
  permission: "team:admin:api-tokens:create",
  ownTokens: true,
  params: TokenParams,
  body: RotationBody,
  response: TokenRotation,
  errors: ["not_found", "token_ended", "escalation", "owner_not_allowed"],
});
export const deleteTokenRotation = defineRoute({
  id: "deleteTokenRotation",
  method: "DELETE",
  path,
  team: true,
  tag,
  summary: "Let a token rotate by itself no longer; the keys that it has stay",
  permission: "team:admin:api-tokens:create",
  ownTokens: true,
  params: TokenParams,
  response: z.object({ tokenId: z.string() }),
  errors: ["not_found", "token_ended", "escalation", "owner_not_allowed"],
});
export const startTokenRotation = defineRoute({
  id: "startTokenRotation",
  method: "POST",
  path: `${path}/start`,
  team: true,
  tag,
  summary: "Rotate now, or go on with a rotation that stopped",
  permission: "team:admin:api-tokens:create",
  ownTokens: true,
  params: TokenParams,
  response: TokenRotation,
  errors: ["not_found", "token_ended", "rotation_under_way", "escalation", "owner_not_allowed"],
});
