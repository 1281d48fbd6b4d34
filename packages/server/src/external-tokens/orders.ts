import { ConnectorError, type ConnectorErrorCode, type Minted } from "@keywright/connectors";
import { asked } from "../app-connections/platform-answer.ts";
import type { Tx } from "../db/database.ts";
import { PARENT_MISSING, sqlState } from "../db/sql-state.ts";
import { newId } from "../ids.ts";
import { Refusal } from "../refusal.ts";
import { deleteIssuingKey, insertExternalKey } from "./key-queries.ts";
import type { OpenPlatform, PlatformDeps } from "./platform.ts";
import { deleteUnissuedToken } from "./queries.ts";

/** Longer than a platform is waited for: what is still an order then was interrupted, and is looked for and ended there. */
export const ORDER_SECONDS = 60;
/** What is not written down by then comes too late: it may be ended there at any moment. */
export const WRITTEN_WITHIN_SECONDS = 45;

/** A key that a platform is asked for. It is written down first, so that no token is made there that nobody here knows of. */
export interface Order {
  readonly orgId: string;
  readonly tokenId: string;
  readonly keyId: string;
  /** What the platform is told to call it. */
  readonly name: string;
  /** The token is ordered too: it is nobody's without the key. */
  readonly isNew: boolean;
}

export function newOrder(
  orgId: string,
  token: { readonly id: string; readonly name: string },
  isNew: boolean,
): Order {
  const keyId = newId("ekey");
  return { orgId, tokenId: token.id, keyId, name: `${token.name} ${keyId}`, isNew };
}

interface OrderDetails {
  readonly order: Order;
  readonly platform: OpenPlatform;
  /** Writes what the key belongs to. */
  readonly before?: (tx: Tx) => Promise<void>;
}

export async function writeOrder(
  { database }: PlatformDeps,
  { order, platform, before }: OrderDetails,
): Promise<void> {
  const now = new Date();
  const writing = database.kysely.transaction().execute(async (tx) => {
    await before?.(tx);
    const inserted = await insertExternalKey(tx, {
      org_id: order.orgId,
      id: order.keyId,
      external_token_id: order.tokenId,
      state: "issuing",
      name: order.name,
      external_id: null,
      data_key_id: null,
      ciphertext: null,
      issued_at: now,
      expires_at: null,
      platform: platform.fingerprint,
      ends_at: null,
      next_try_at: new Date(now.getTime() + ORDER_SECONDS * 1000),
      message: null,
      ended_at: null,
    });
    if (!inserted) throw new Refusal("rotation_under_way");
  });
  await writing.catch((error: unknown) => {
    if (sqlState(error) !== PARENT_MISSING) throw error;
    throw new Refusal("not_found", { detail: "What this was to belong to has just been deleted." });
  });
}

/** With these answers a platform has certainly made nothing. */
const NOTHING_MADE: ReadonlySet<ConnectorErrorCode> = new Set([
  "credentials_rejected",
  "permission_missing",
  "not_found",
  "rejected",
  "rate_limited",
]);

interface OrderContent {
  readonly order: Order;
  readonly spec: unknown;
  readonly expiresAt: Date | undefined;
}

export async function fillOrder(
  deps: PlatformDeps,
  { minting, http, credentials }: OpenPlatform,
  { order, spec, expiresAt }: OrderContent,
): Promise<Minted> {
  const { keyId: id, name } = order;
  try {
    return await minting.issue(http, credentials, { id, name, spec, ...(expiresAt && { expiresAt }) });
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof ConnectorError)) throw error;
    if (error instanceof Refusal || NOTHING_MADE.has(error.code)) {
      await forgetOrder(deps, order);
      return asked(Promise.reject(error));
    }
    throw new Refusal("platform_unavailable", {
      detail: `${error.message} Should a token have been made nevertheless, it is found there and revoked within minutes.`,
    });
  }
}

/** As if it had never been: the platform has made nothing, or has ended it again. */
export async function forgetOrder(
  { database }: PlatformDeps,
  { orgId, tokenId, keyId, isNew }: Omit<Order, "name">,
): Promise<void> {
  await database.kysely
    .transaction()
    .execute((tx) => (isNew ? deleteUnissuedToken(tx, orgId, tokenId) : deleteIssuingKey(tx, orgId, keyId)));
}
