import { z } from "zod";
import { Instant } from "./names.ts";
import { defineRoute } from "./route.ts";

/** `next` is published but does not sign yet, `current` signs, `previous` only verifies, until its last token has ended. */
const SigningKey = z.object({
  kid: z.string(),
  algorithm: z.literal("EdDSA"),
  state: z.enum(["next", "current", "previous"]),
  createdAt: Instant,
});
const tag = "Keys of the installation";

export const listSigningKeys = defineRoute({
  id: "listSigningKeys",
  method: "GET",
  path: "/v1/signing-keys",
  tag,
  summary: "List the keys that sign tokens: a handful, so they do not come in pages",
  permission: "platform:admin:signing-keys:read",
  response: z.object({ signingKeys: z.array(SigningKey) }),
});
export const rotateSigningKey = defineRoute({
  id: "rotateSigningKey",
  method: "POST",
  path: "/v1/signing-keys/rotate",
  tag,
  summary: "Sign with the published next key, and publish another after it",
  permission: "platform:admin:signing-keys:rotate",
  response: SigningKey,
  errors: ["signing_key_too_new"],
  revision: true,
  concernsInstallation: true,
});
export const rotateMasterKey = defineRoute({
  id: "rotateMasterKey",
  method: "POST",
  path: "/v1/master-key/rotate",
  tag,
  summary: "Make a new master key in the data folder and wrap every data key with it",
  permission: "platform:admin:encryption-keys:rotate",
  response: z.object({ rewrappedKeys: z.int(), masterKeyId: z.string() }),
  errors: ["master_key_external"],
});
