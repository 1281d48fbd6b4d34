import type { Database } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { callbackUrlOf } from "./callback-url.ts";
import type { IssuerClient } from "./issuers.ts";
import type { SsoRow } from "./queries.ts";
import { openSecret } from "./sso.ts";

/** Us, as the issuers of organizations know us. */
export interface SsoClients {
  of(sso: SsoRow & { readonly slug: string }): IssuerClient;
}

interface ClientDeps {
  readonly database: Database;
  readonly encryption: Encryption;
  readonly publicUrl: string;
}

export function createSsoClients({ database, encryption, publicUrl }: ClientDeps): SsoClients {
  return {
    of: (sso) => ({
      version: `${sso.id} ${sso.updated_at.getTime()} ${sso.slug}`,
      issuer: sso.issuer,
      clientId: sso.client_id,
      clientSecret: () => openSecret(database.kysely, encryption, sso),
      callbackUrl: callbackUrlOf(publicUrl, sso.slug),
    }),
  };
}
