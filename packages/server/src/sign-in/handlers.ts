import type { Authority } from "../authority/authority.ts";
import type { Database } from "../db/database.ts";
import type { Handlers } from "../http/handlers.ts";
import { membershipsOf } from "./account.ts";
import type { Mailer } from "./mail.ts";

interface SignInDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly mailer: Mailer;
}

export function signInHandlers({ database, authority, mailer }: SignInDeps) {
  return {
    getAccount: async ({ person }) => ({
      person: {
        id: person.userId,
        name: person.name,
        email: person.email,
        twoFactor: person.twoFactor,
        sso: person.ssoOrgId !== null,
      },
      memberships: await membershipsOf(database.kysely, authority.state, person),
      mail: mailer.canSend,
    }),
  } satisfies Partial<Handlers>;
}
