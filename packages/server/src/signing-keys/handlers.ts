import type { Encryption } from "../encryption/data-keys.ts";
import type { Handlers } from "../http/handlers.ts";
import { listSigningKeyRows, type SigningKeyRow } from "./queries.ts";
import { rotateSigningKey } from "./signing-keys.ts";

export function signingKeyHandlers({ encryption }: { encryption: Encryption }) {
  return {
    listSigningKeys: async (db) => ({ signingKeys: (await listSigningKeyRows(db)).map(show) }),

    rotateSigningKey: async (work, { org }) => show(await rotateSigningKey(work, encryption, org.id)),
  } satisfies Partial<Handlers>;
}

function show({ kid, state, created_at }: SigningKeyRow) {
  return { kid, algorithm: "EdDSA" as const, state, createdAt: created_at.toISOString() };
}
