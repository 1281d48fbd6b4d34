import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** A team, or the organization itself, by the ids that people see. */
export interface ConsolePlace {
  readonly org: string;
  readonly team?: string;
}

/** Where links lead. A secret stands behind the `#`, which browsers send nowhere: no server, proxy or log sees it. */
export interface Links {
  setUp(secret: string): string;
  acceptInvitation(secret: string): string;
  resetPassword(secret: string): string;
  token(place: ConsolePlace, tokenId: string): string;
  /** Where it is set what people are told before tokens expire. */
  noticeSettings(place: ConsolePlace): string;
}

export function createLinks(publicUrl: string): Links {
  const pagesOf = ({ org, team }: ConsolePlace) =>
    `${publicUrl}/o/${org}${team === undefined ? "" : `/t/${team}`}`;
  return {
    setUp: (secret) => `${publicUrl}/setup#${secret}`,
    acceptInvitation: (secret) => `${publicUrl}/invite#${secret}`,
    resetPassword: (secret) => `${publicUrl}/reset-password#${secret}`,
    token: (place, tokenId) => `${pagesOf(place)}/tokens/${tokenId}`,
    noticeSettings: (place) => `${pagesOf(place)}/${place.team === undefined ? "policies" : "settings"}`,
  };
}

export function newLinkSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** All that is kept of a secret. It is random and long, so a plain hash cannot be guessed back. */
export function hashLinkSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
