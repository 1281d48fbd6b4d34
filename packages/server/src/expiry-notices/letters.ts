import type { Database } from "../db/database.ts";
import type { JobHandler, Queue } from "../jobs/jobs.ts";
import type { Links } from "../sign-in/links.ts";
import type { Mailer } from "../sign-in/mail.ts";
import { daysUntil } from "./days-until.ts";
import { placeOf } from "./place.ts";
import { findExpiring, findReader, type HeldToken } from "./queries.ts";
import { readersOf } from "./readers.ts";

/** One letter to one reader, so that nobody gets a second one because another's could not be sent. */
interface LetterJob {
  readonly orgId: string;
  readonly tokenId: string;
  readonly memberId: string;
}

export const EXPIRY_LETTERS: Queue<LetterJob> = {
  name: "expiry-letters",
  attempts: 10,
  retryAfterSeconds: 30,
  retryAfterMaxSeconds: 3600,
  timeoutSeconds: 90,
  onePerKey: false,
};

export interface LetterDeps {
  readonly database: Database;
  readonly mailer: Mailer;
  readonly links: Links;
}

/** The letter is sent before that is written down: a server that dies in between has another send it once more. */
export function sendLetter({ database: { kysely: db }, mailer, links }: LetterDeps): JobHandler<LetterJob> {
  return async ({ data: { orgId, tokenId, memberId } }) => {
    const now = new Date();
    const token = await findExpiring(db, { orgId, tokenId }, now);
    // Who has left since must not hear of it any more.
    if (!token || !(await readersOf(db, token)).includes(memberId)) return;
    const reader = await findReader(db, orgId, memberId);
    if (!reader) return;
    const place = placeOf(token);
    await mailer.sendExpiryNotice(reader, {
      tokenName: token.name,
      orgName: token.org_name,
      teamName: token.team_name ?? undefined,
      expiresAt: token.expires_at,
      daysLeft: daysUntil(token.expires_at, now),
      lastUsedAt: token.last_used_at,
      because: becauseOf(reader.id, token),
      tokenLink: links.token(place, token.id),
      settingsLink: links.noticeSettings(place),
    });
  };
}

function becauseOf(readerId: string, { member_id, issuer_id }: HeldToken): "holder" | "issuer" | "owner" {
  if (readerId === member_id) return "holder";
  return readerId === issuer_id ? "issuer" : "owner";
}
