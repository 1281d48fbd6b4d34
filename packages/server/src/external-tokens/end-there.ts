import { asked } from "../app-connections/platform-answer.ts";
import { Refusal } from "../refusal.ts";
import type { ExternalKeyRow } from "./key-queries.ts";
import { openValue } from "./key-value.ts";
import { openPlatform, type PlatformDeps } from "./platform.ts";
import type { ExternalTokenRow } from "./queries.ts";

/**
 * Has the platform end a key: the one that it gave out or, when its answer was lost, whatever bears the order's name. Refused
 * when the platform has not done so.
 */
export async function endThere(
  deps: PlatformDeps,
  token: ExternalTokenRow,
  key: ExternalKeyRow,
  until?: AbortSignal,
): Promise<void> {
  const { org_id: orgId, connection_id: connectionId, spec } = token;
  const platform = await openPlatform(deps, { orgId, connectionId }, until);
  const { title, minting, credentials, http, fingerprint } = platform;
  // Another one would not know the key, and that would look as if it had ended.
  if (fingerprint !== key.platform) {
    throw new Refusal("platform_refused", {
      detail: `The app connection leads to another address than it did when ${title} made the token.`,
    });
  }
  const value = await openValue(deps.database.kysely, deps.encryption, token, key);
  const secrets = value === undefined ? [] : [value];
  const known =
    key.external_id === null ? minting.find(http, credentials, spec, key.name) : [key.external_id];
  for (const id of await asked(Promise.resolve(known), { secrets })) {
    await asked(minting.revoke(http, credentials, spec, id), { secrets });
  }
}
