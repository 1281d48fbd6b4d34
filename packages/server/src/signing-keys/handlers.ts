import type { Encryption } from "../encryption/data-keys.ts";
import type { Handlers } from "../http/handlers.ts";
import { listSigningKeyRows, type SigningKeyRow } from "./queries.ts";
import { rotateSigningKey } from "./signing-keys.ts";

export function signingKeyHandlers({ encryption }: { encryption: Encryption }) {
  return {
    // A handful at most: the current one, the next, and those whose last tokens have not ended yet.
    listSigningKeys: async (db) => {
      const rows = await listSigningKeyRows(db);
      return { rows: rows.map(show), pagination: { hasNextPage: false, count: rows.length } };
    },
    rotateSigningKey: async (work, { org }) => show(await rotateSigningKey(work, encryption, org.id)),
  } satisfies Partial<Handlers>;
}

function show({ kid, state, created_at }: SigningKeyRow) {
  return { kid, algorithm: "EdDSA" as const, state, createdAt: created_at.toISOString() };
}
