import type { Authority } from "../authority/authority.ts";
import type { Database } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { Handlers } from "../http/handlers.ts";
import { attemptCookie } from "./attempt-cookie.ts";
import { callbackUrlOf } from "./callback-url.ts";
import type { SsoClients } from "./clients.ts";
import type { IssuerReach } from "./issuer-fetch.ts";
import type { Issuers } from "./issuers.ts";
import { readSso, removeSso, setSso, type Sso } from "./sso.ts";
import { startSignIn } from "./start.ts";

interface SsoDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly encryption: Encryption;
  readonly issuers: Issuers;
  readonly clients: SsoClients;
  readonly reach: IssuerReach;
  readonly publicUrl: string;
}

export function ssoHandlers(deps: SsoDeps) {
  const { database, authority, encryption, issuers, clients, reach, publicUrl } = deps;
  const show = (sso: Sso | undefined, org: string) => ({
    ...(sso && { issuer: sso.row.issuer, clientId: sso.row.client_id }),
    hasClientSecret: sso !== undefined,
    domains: [...(sso?.domains ?? [])],
    enforce: sso?.row.enforce ?? false,
    autoJoin: sso?.row.auto_join ?? false,
    callbackUrl: callbackUrlOf(publicUrl, org),
  });

  return {
    getOrgSso: async (db, { org }) => show(await readSso(db, org.id), org.slug),

    setOrgSso: async (work, { org }, { body }) => {
      const { catalogue } = authority.state;
      return show(await setSso(work, { org, encryption, catalogue, reach, ...body }), org.slug);
    },

    deleteOrgSso: async (work, { org }) => {
      await removeSso(work, org);
      return {};
    },

    startSso: async ({ now, origin, setCookies }, { body }) => {
      const { url, attempt } = await startSignIn({ database, issuers, clients }, { ...body, now, origin });
      setCookies([attemptCookie(publicUrl, attempt.secret)]);
      return { url };
    },
  } satisfies Partial<Handlers>;
}
