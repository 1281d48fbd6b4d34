import { asked } from "../app-connections/platform-answer.ts";
import type { OpenHttp } from "../app-connections/platform-http.ts";
import { openConnection } from "../app-connections/use.ts";
import type { Database } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { JobHandler, Queue } from "../jobs/jobs.ts";
import type { Links } from "../sign-in/links.ts";
import { daysUntil } from "./days-until.ts";
import { placeOf } from "./place.ts";
import { findExpiring } from "./queries.ts";

interface MessageJob {
  readonly orgId: string;
  readonly tokenId: string;
  readonly days: number;
}

export const EXPIRY_MESSAGES: Queue<MessageJob> = {
  name: "expiry-messages",
  attempts: 10,
  retryAfterSeconds: 10,
  retryAfterMaxSeconds: 3600,
  timeoutSeconds: 60,
  onePerKey: false,
};

export interface MessageDeps {
  readonly database: Database;
  readonly encryption: Encryption;
  readonly openHttp: OpenHttp;
  readonly links: Links;
}

/** Tells the team's webhook: ids, names and times. A token whose expiry has come nearer is told of anew, so that is in the id. */
export function sendMessage({
  database: { kysely: db },
  encryption,
  openHttp,
  links,
}: MessageDeps): JobHandler<MessageJob> {
  return async ({ data: { orgId, tokenId, days }, signal }) => {
    const now = new Date();
    const token = await findExpiring(db, { orgId, tokenId }, now);
    if (!token || token.connection_id === null) return;
    const opened = await openConnection(db, encryption, { orgId, id: token.connection_id });
    if (!opened?.connector.notify) return;
    const place = placeOf(token);
    const notice = {
      id: `${tokenId}_expiring_${token.expires_at.getTime() / 1000}_${days}`,
      at: now,
      type: "token.expiring",
      data: {
        ...place,
        token: {
          id: tokenId,
          name: token.name,
          expiresAt: token.expires_at.toISOString(),
          daysLeft: daysUntil(token.expires_at, now),
          lastUsedAt: token.last_used_at?.toISOString() ?? null,
        },
        url: links.token(place, tokenId),
      },
    };
    await asked(opened.connector.notify(openHttp(signal), opened.credentials, notice));
  };
}
