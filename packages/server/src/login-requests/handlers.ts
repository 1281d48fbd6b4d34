import type { Authority } from "../authority/authority.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import type { Handlers } from "../http/handlers.ts";
import type { Visit } from "../http/visits.ts";
import { Refusal } from "../refusal.ts";
import { approveLoginRequest, denyLoginRequest } from "./answer.ts";
import { findByUserCode } from "./find.ts";
import { findLoginRequest } from "./queries.ts";
import { showLoginRequest } from "./show.ts";

interface LoginRequestDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly publicUrl: string;
  /** To be told of a write that took no revision. */
  readonly noteActivity: (orgId: string) => void;
}

export function loginRequestHandlers({ database, authority, publicUrl, noteActivity }: LoginRequestDeps) {
  const answer = async <T>({ now, asMember }: Visit, run: (work: Work) => Promise<T>): Promise<T> =>
    transact(database, { now, caller: asMember }, async (work) => {
      const result = await run(work);
      await work.finish();
      work.afterCommit(async () => {
        if (work.caller.type === "member") noteActivity(work.caller.orgId);
      });
      return result;
    });

  return {
    findLoginRequest: async ({ now, origin, person }, { body }) => {
      const find = { ...body, userId: person.userId, origin, now };
      return showLoginRequest(await findByUserCode(database, find), now);
    },

    getLoginRequest: async ({ now }, { params }) => {
      const row = await findLoginRequest(database.kysely, params.loginRequestId);
      if (!row) throw new Refusal("not_found");
      return showLoginRequest(row, now);
    },

    approveLoginRequest: async (visit, { params, body }) => {
      const { state } = authority;
      const command = { ...params, issuer: publicUrl, state, token: body };
      return answer(visit, (work) => approveLoginRequest(work, command));
    },

    denyLoginRequest: async (visit, { params }) =>
      answer(visit, (work) => denyLoginRequest(work, { ...params, issuer: publicUrl })),
  } satisfies Partial<Handlers>;
}
