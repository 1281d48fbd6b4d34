import type { FastifyRequest } from "fastify";
import type { Authority } from "../authority/authority.ts";
import type { MemberCaller } from "../caller.ts";
import type { Database, Tx } from "../db/database.ts";
import { ownOrigins } from "../own-origins.ts";
import { Refusal } from "../refusal.ts";
import { memberCaller } from "../sign-in/member-caller.ts";
import type { Person, Sessions } from "../sign-in/sessions.ts";
import { saysWhoByHeader } from "./credentials.ts";
import { originOf, refuseCrossSite } from "./origin.ts";

/** Who has signed in, as requests say it. */
export interface People {
  /** Undefined without a session, and with an Authorization header. With `tx` they stay signed in until that has ended. */
  personOf(request: FastifyRequest, tx?: Tx): Promise<Person | undefined>;
  /** The same, as a member of the organization that the request is about. */
  memberOf(request: FastifyRequest, tx?: Tx): Promise<MemberCaller | undefined>;
  /** For what changes something without a session: another site's page may not have it done either. */
  refuseOtherSites(request: FastifyRequest): void;
}

interface PeopleDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly sessions: Sessions;
  readonly publicUrl: string;
}

export function createPeople({ database, authority, sessions, publicUrl }: PeopleDeps): People {
  const origins = ownOrigins(publicUrl);

  async function personOf(request: FastifyRequest, tx?: Tx): Promise<Person | undefined> {
    if (saysWhoByHeader(request)) return undefined;
    const person = await sessions.personOf(request.headers.cookie, new Date(), tx);
    if (person) refuseCrossSite(request, origins);
    return person;
  }

  return {
    personOf,
    async memberOf(request, tx) {
      const person = await personOf(request, tx);
      if (!person) return undefined;
      if (!authority.isLive()) throw new Refusal("stale");
      return memberCaller({
        db: database.kysely,
        tx,
        state: authority.state,
        person,
        org: orgHeader(request),
        origin: originOf(request),
      });
    },
    refuseOtherSites: (request) => refuseCrossSite(request, origins, { mayOmit: true }),
  };
}

function orgHeader({ headers }: FastifyRequest): string | undefined {
  const org = headers["keywright-org"];
  return typeof org === "string" ? org : undefined;
}
