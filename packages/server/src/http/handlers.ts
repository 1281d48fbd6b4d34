import type {
  Api,
  BodyOf,
  MediaType,
  OperationId,
  ParamsOf,
  QueryOf,
  ResultOf,
  RouteSpec,
} from "@keywright/contract";
import type { Org, Project, Team } from "@keywright/verifier";
import type { PrincipalCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Ask } from "../decision.ts";
import type { Page } from "../page.ts";
import type { ReadmitStream, Streamed } from "../streamed.ts";
import type { VisitHandler } from "./visits.ts";

/** Where in the organization a request takes place, as its path says and its caller may see. */
type HasTeam<R extends RouteSpec> = R extends { team: true }
  ? true
  : "teamId" extends keyof ParamsOf<R>
    ? true
    : false;
type HasProject<R extends RouteSpec> = "projectId" extends keyof ParamsOf<R> ? true : false;

export interface Context<R extends RouteSpec = RouteSpec> {
  readonly now: Date;
  readonly caller: PrincipalCaller;
  readonly org: Org;
  readonly team: HasTeam<R> extends true ? Team : null;
  readonly project: HasProject<R> extends true ? Project : null;
  /** Asks again, for what the route's own check could not know. */
  readonly decide: Ask;
}

export interface Input<R extends RouteSpec> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
}

type Answer<R extends RouteSpec> = Promise<R extends { list: string } ? Page<ResultOf<R>> : ResultOf<R>>;

export type ReadHandler<R extends RouteSpec> = (db: Db, context: Context<R>, input: Input<R>) => Answer<R>;
export type WriteHandler<R extends RouteSpec> = (
  work: Work,
  context: Context<R>,
  input: Input<R>,
) => Answer<R>;

export type StreamHandler<R extends RouteSpec> = (
  db: Db,
  context: Context<R>,
  input: Input<R>,
  readmit: ReadmitStream,
) => Promise<Streamed>;

type Writing<R extends RouteSpec> = (work: Work, context: Context<R>) => Answer<R>;

/** How to write what came of asking, and what is to be done outside if that is not written after all. */
interface Undoable<R extends RouteSpec> {
  readonly write: Writing<R>;
  readonly undo: () => Promise<void>;
}

/** Asks outside first, where no transaction is open, and answers how to write what came of it. */
export type AskingHandler<R extends RouteSpec> = (
  db: Db,
  context: Context<R>,
  input: Input<R>,
) => Promise<Writing<R> | Undoable<R>>;

type HandlerOf<R extends RouteSpec> = R extends { permission: "public" | "any_person" }
  ? VisitHandler<R>
  : InOrganization<R>;

type InOrganization<R extends RouteSpec> = R extends { streams: readonly MediaType[] }
  ? StreamHandler<R>
  : R extends { method: "GET" } | { reads: true }
    ? ReadHandler<R>
    : R extends { asksOutside: true }
      ? AskingHandler<R>
      : WriteHandler<R>;

/** One handler for every operation of the contract, or it does not compile. */
export type Handlers = { readonly [Id in OperationId]: HandlerOf<Api[Id]> };
