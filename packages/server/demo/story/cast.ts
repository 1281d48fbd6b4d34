/** The names that the chapters share. Slugs are what the API makes of the names. */
export const SHOP = { name: "Web shop", projectId: "web-shop", group: "db" } as const;
export const OFFICE = { name: "Back office", projectId: "back-office", group: "ledger" } as const;
export const ROLE = "ci-deploy";
export const TOKEN = "github-main";

export const READ = "project:services:general:read";
export const DELETE = "project:services:general:delete";

/** Stored in the groups, and told nowhere. */
export const SECRET_VALUE = "correct-horse-battery-staple";

export interface Issued {
  readonly tokenId: string;
  /** The JWT. */
  readonly value: string;
}
