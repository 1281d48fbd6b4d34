import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** Where links lead. Their secret stands behind the `#`, which browsers send nowhere: no server, proxy or log sees it. */
export interface Links {
  setUp(secret: string): string;
  acceptInvitation(secret: string): string;
  resetPassword(secret: string): string;
}

export function createLinks(publicUrl: string): Links {
  return {
    setUp: (secret) => `${publicUrl}/setup#${secret}`,
    acceptInvitation: (secret) => `${publicUrl}/invite#${secret}`,
    resetPassword: (secret) => `${publicUrl}/reset-password#${secret}`,
  };
}

export function newLinkSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** All that is kept of a secret. It is random and long, so a plain hash cannot be guessed back. */
export function hashLinkSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
