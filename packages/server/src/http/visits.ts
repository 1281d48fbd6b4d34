import type { BodyOf, ParamsOf, QueryOf, ResultOf, RouteSpec } from "@keywright/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { MemberCaller, Origin } from "../caller.ts";
import type { Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import type { Person } from "../sign-in/sessions.ts";
import { originOf } from "./origin.ts";
import type { People } from "./people.ts";
import { saysWhoByHeader } from "./credentials.ts";
import { readParams, readPart } from "./validate.ts";

// Requests that are made in no organization: by anybody, or by a person as themselves.

export interface Visit<P = Person | undefined> {
  readonly now: Date;
  readonly origin: Origin;
  /** Who has signed in. */
  readonly person: P;
  /** The person as a member of the organization that the request names. They stay that, and signed in, until `tx` has ended. */
  asMember(tx: Tx): Promise<MemberCaller>;
  /** Of the answer: a visit may end with a session. */
  setCookies(cookies: readonly string[]): void;
}

export interface VisitInput<R extends RouteSpec> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
}

export type VisitHandler<R extends RouteSpec> = (
  visit: Visit<R["permission"] extends "any_person" ? Person : Person | undefined>,
  input: VisitInput<R>,
) => Promise<ResultOf<R>>;

export function isVisit({ permission }: RouteSpec): boolean {
  return permission === "public" || permission === "any_person";
}

/** Before the body is read. */
export async function admitVisit(people: People, route: RouteSpec, request: FastifyRequest): Promise<void> {
  if (route.permission === "any_person") await requirePerson(people, request);
  else people.refuseOtherSites(request);
}

export async function runVisit(
  route: RouteSpec,
  handler: VisitHandler<RouteSpec>,
  people: People,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const person =
    route.permission === "any_person"
      ? await requirePerson(people, request)
      : await anyPerson(people, request);
  const input = {
    params: readParams(route, request.params),
    query: readPart(route.query, request.query, "query"),
    body: readPart(route.body, request.body, "body"),
  };
  const visit = {
    now: new Date(),
    origin: originOf(request),
    person,
    asMember: (tx: Tx) => requireMember(people, request, tx),
    setCookies: (cookies: readonly string[]) => void reply.header("set-cookie", cookies),
  };
  return { data: route.response.parse(await handler(visit, input as VisitInput<RouteSpec>)) };
}

async function requirePerson(people: People, request: FastifyRequest): Promise<Person> {
  if (saysWhoByHeader(request)) {
    throw new Refusal("person_required", {
      detail: "This is about a person. A token cannot ask it: sign in.",
    });
  }
  const person = await people.personOf(request);
  if (!person) throw new Refusal("no_credentials", { detail: "Sign in first." });
  return person;
}

async function requireMember(people: People, request: FastifyRequest, tx: Tx): Promise<MemberCaller> {
  const member = await people.memberOf(request, tx);
  if (!member) throw new Refusal("no_credentials", { detail: "Sign in first." });
  return member;
}

/** For what anybody may do, a session that has ended is no session. */
async function anyPerson(people: People, request: FastifyRequest): Promise<Person | undefined> {
  try {
    return await people.personOf(request);
  } catch (error) {
    if (error instanceof Refusal && error.code === "session_ended") return undefined;
    throw error;
  }
}
