import type { z } from "zod";
import type { ErrorCode } from "./errors.ts";
import type { OwnPermission } from "./permissions.ts";
import type { Propagation } from "./propagation.ts";

/** What an answer can be streamed as. */
export type MediaType = "text/event-stream" | "text/csv" | "application/jsonl";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call: one permission, any one of several (the handler then asks for the one that fits), `any_token` (an active
 * token or the session of a member is enough), `any_person` (signed in, in whatever organization) or `public`. There is no
 * default: a route that does not say is not a route.
 */
export type RoutePermission =
  OwnPermission | readonly OwnPermission[] | "any_token" | "any_person" | "public";

export interface RouteSpec {
  /** Operation id; also the method's name in the SDK. */
  readonly id: string;
  readonly method: Method;
  /** The path; for a team route, its part below the team. */
  readonly path: string;
  /** Served twice: at `/v1{path}` for the token's own team and at `/v1/teams/{teamId}{path}`. */
  readonly team?: true;
  readonly tag: string;
  readonly summary: string;
  readonly permission: RoutePermission;
  /**
   * For paths that do not name what the permission is about. `list`: to hold it somewhere is enough, and the answer
   * shows what it reaches. `create`: the project does not exist yet, so a role restricted to listed projects is refused.
   */
  readonly reach?: "list" | "create";
  /**
   * The route check ignores environments: it shows no more of a project than its name, or its handler asks again with
   * the environment of the resource itself.
   */
  readonly anyEnvironment?: true;
  /** People may also call it without the permission, wherever they hold a role: for the tokens that belong to them. */
  readonly ownTokens?: true;
  /** Of `any_person`: made as a member of one organization, which whoever is in several names. */
  readonly asMember?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The shape of `data`. */
  readonly response: z.ZodType;
  /**
   * The answer is not `data` but a stream in one of these media types; `response` describes one message or line of it.
   * One of `text/event-stream` goes on until either side ends it.
   */
  readonly streams?: readonly MediaType[];
  /** Set on lists: the one key of `data`, whose rows `response` describes. */
  readonly list?: string;
  /**
   * The write takes a revision, answered in `data.revision` and the header `keywright-revision`. With `?waitSeconds` it
   * is answered when every verifier has confirmed it, with `data.propagation`. `sometimes`: it depends on what is written.
   */
  readonly revision?: true | "sometimes";
  /** Its revision concerns every organization: verifiers of all of them must confirm it. */
  readonly concernsInstallation?: true;
  /** A POST that changes nothing. */
  readonly reads?: true;
  /**
   * Another platform is asked before anything is written, and no transaction waits for its answer: the handler first asks,
   * and answers how to write.
   */
  readonly asksOutside?: true;
  readonly errors?: readonly ErrorCode[];
}

/** Keeps the literal types, so that server, SDK and OpenAPI are all derived from the same piece of data. */
export function defineRoute<const R extends RouteSpec>(spec: R): R {
  return spec;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : Record<never, never>;
type Given<T> = T extends z.ZodType ? z.input<T> : undefined;
type Part<R, K extends string> = R extends { readonly [P in K]: infer T } ? T : undefined;

/** What a handler receives, after validation. */
export type ParamsOf<R extends RouteSpec> = Parsed<Part<R, "params">>;
export type QueryOf<R extends RouteSpec> = Parsed<Part<R, "query">>;
export type BodyOf<R extends RouteSpec> =
  Part<R, "body"> extends z.ZodType ? z.output<Part<R, "body">> : undefined;
/** What a handler must return: a field missing here does not compile. */
export type ResultOf<R extends RouteSpec> = z.input<R["response"]>;

/** What a client sends and receives. */
export type ParamsInput<R extends RouteSpec> = Given<Part<R, "params">>;
export type QueryInput<R extends RouteSpec> = Given<Part<R, "query">>;
export type BodyInput<R extends RouteSpec> = Given<Part<R, "body">>;
export type DataOf<R extends RouteSpec> = z.output<R["response"]> &
  (R extends { readonly revision: true }
    ? { revision: number; propagation?: Propagation }
    : R extends { readonly revision: "sometimes" }
      ? { revision?: number; propagation?: Propagation }
      : unknown);

/** Every path a route is served at; the first is the short one. */
export function routePaths(route: RouteSpec): readonly string[] {
  return route.team ? [`/v1${route.path}`, `/v1/teams/{teamId}${route.path}`] : [route.path];
}

export function requiredPermissions(route: RouteSpec): readonly OwnPermission[] {
  const { permission } = route;
  if (permission === "any_token" || permission === "any_person" || permission === "public") return [];
  return typeof permission === "string" ? [permission] : permission;
}
