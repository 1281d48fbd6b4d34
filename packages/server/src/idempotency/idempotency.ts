import { IDEMPOTENCY_KEY_MAX_LENGTH } from "@keywright/contract";
import { createHmac } from "node:crypto";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { json } from "../db/json.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { fillSlot, findSlot, type IdempotencySlot, readSlot, takeSlot } from "./queries.ts";

/** A write's answer: what goes into `data`, and the revision it took. */
export interface WriteAnswer {
  readonly data: unknown;
  readonly revision: number | null;
}

/** Ends a transaction that has found its work done already. */
export class AlreadyAnswered extends Error {
  override readonly name = "AlreadyAnswered";
  readonly answer: WriteAnswer;
  constructor(answer: WriteAnswer) {
    super("the request was answered before");
    this.answer = answer;
  }
}

const KEY_PATTERN = /^[\x21-\x7e]+$/;

export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && header.length <= IDEMPOTENCY_KEY_MAX_LENGTH && KEY_PATTERN.test(header))
    return header;
  throw refuseField(
    "validation_failed",
    "Idempotency-Key",
    `must be 1 to ${IDEMPOTENCY_KEY_MAX_LENGTH} visible ASCII characters`,
  );
}

/** Keyed, because bodies may hold secrets short enough to guess from a plain hash. */
export function fingerprintOf(secret: Uint8Array, request: unknown): string {
  return createHmac("sha256", secret).update(JSON.stringify(request)).digest("base64url");
}

/** Takes the key for this request inside its own transaction, so that the work and its answer stand or fall together. */
export async function claimIdempotencyKey(
  work: Work,
  slot: IdempotencySlot,
  fingerprint: string,
): Promise<void> {
  if (await takeSlot(work.tx, slot, fingerprint, work.now)) return;
  const known = await readSlot(work.tx, slot);
  if (known.fingerprint !== fingerprint) {
    throw new Refusal("idempotency_key_reused", {
      detail: "This Idempotency-Key was used for another request. Use a new one for a new request.",
    });
  }
  throw new AlreadyAnswered(known.answer as WriteAnswer);
}

/** What this very request was answered, if it was. */
export async function findAnswer(
  db: Db,
  slot: IdempotencySlot,
  fingerprint: string,
): Promise<WriteAnswer | undefined> {
  const known = await findSlot(db, slot);
  return known?.fingerprint === fingerprint ? (known.answer as WriteAnswer) : undefined;
}

export async function keepAnswer(work: Work, slot: IdempotencySlot, answer: WriteAnswer): Promise<void> {
  await fillSlot(work.tx, slot, json({ ...answer, data: withoutSecrets(answer.data) }));
}

/** What an answer shows once is not kept: values of tokens and secret groups, links of invitations. */
const SECRET_FIELDS = new Set(["token", "secrets", "link"]);

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRET_FIELDS.has(name))
      .map(([name, inner]) => [name, withoutSecrets(inner)]),
  );
}
