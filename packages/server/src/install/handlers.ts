import type { Handlers } from "../http/handlers.ts";
import type { SignIn } from "../sign-in/sign-in.ts";
import type { Authority } from "../authority/authority.ts";
import type { Database } from "../db/database.ts";
import { isSetupPending, setUp } from "./set-up.ts";

interface SetupDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly signIn: SignIn;
}

export function setupHandlers(deps: SetupDeps) {
  return {
    getSetup: async () => ({ pending: await isSetupPending(deps.database.kysely) }),

    setUp: async (visit, { body }) => {
      const place = await setUp(deps, body, visit);
      visit.setCookies(await deps.signIn.withPassword(body, visit.origin));
      return place;
    },
  } satisfies Partial<Handlers>;
}
