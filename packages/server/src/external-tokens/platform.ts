import type { Connector, Http, Minting } from "@keywright/connectors";
import { createHmac } from "node:crypto";
import type { ConnectionDeps } from "../app-connections/app-connections.ts";
import { type OpenedConnection, openConnection } from "../app-connections/use.ts";
import type { Database } from "../db/database.ts";
import { INSTALLATION_SCOPE } from "../encryption/data-keys.ts";
import { Refusal } from "../refusal.ts";

export type AnyMinting = Minting<unknown, unknown>;

export interface PlatformDeps extends ConnectionDeps {
  readonly database: Database;
}

/** A platform that makes tokens, and as whom it is spoken to. */
export interface OpenPlatform {
  readonly title: string;
  readonly minting: AnyMinting;
  readonly credentials: unknown;
  readonly http: Http;
  /** The same for the same platform. Keyed, since addresses of connections are not shown. */
  readonly fingerprint: string;
}

export async function openPlatform(
  deps: PlatformDeps,
  { orgId, connectionId }: { readonly orgId: string; readonly connectionId: string | null },
  until?: AbortSignal,
): Promise<OpenPlatform> {
  const opened =
    connectionId === null
      ? undefined
      : await openConnection(deps.database.kysely, deps.encryption, { orgId, id: connectionId });
  if (!opened) throw new Refusal("platform_refused", { detail: "The app connection is gone." });
  return platformBehind(deps, opened, until);
}

async function platformBehind(
  { database, encryption, openHttp }: PlatformDeps,
  { connector, credentials }: OpenedConnection,
  until?: AbortSignal,
): Promise<OpenPlatform> {
  const minting = requireMinting(connector);
  const secret = await encryption.derive(database.kysely, INSTALLATION_SCOPE, "external token platforms");
  const address = minting.platformOf(credentials);
  const fingerprint = createHmac("sha256", secret).update(address).digest("hex");
  return { title: connector.title, minting, credentials, http: openHttp(until), fingerprint };
}

function requireMinting({ title, minting }: Connector): AnyMinting {
  if (minting) return minting;
  throw new Refusal("platform_refused", { detail: `Through ${title} no tokens can be made.` });
}
