import type {
  BodyInput,
  DataOf,
  MediaType,
  Pagination,
  ParamsInput,
  QueryInput,
  RouteSpec,
} from "@keywright/contract";

export interface ListRoute extends RouteSpec {
  readonly list: string;
}

type Nothing = Record<never, never>;

/** In a URL everything is text: a number or a boolean is written as what it prints. */
type QueryValue<T> = unknown extends T ? number : "true" extends T ? T | boolean : T;
type Query<T> = { readonly [K in keyof T]: QueryValue<T[K]> };

/** A team route without `teamId` asks for the team of the token. */
type Params<R extends RouteSpec> = R extends { readonly team: true }
  ? (ParamsInput<R> extends undefined ? Nothing : ParamsInput<R>) & { readonly teamId?: string | undefined }
  : ParamsInput<R>;

type MayBeLeftOut<T> = undefined extends T ? true : Nothing extends T ? true : false;

/** A part is required exactly when something in it is; a part that the route does not have cannot be given. */
type Part<K extends string, T> = [T] extends [undefined]
  ? { readonly [P in K]?: never }
  : MayBeLeftOut<T> extends true
    ? { readonly [P in K]?: T | undefined }
    : { readonly [P in K]: T };

/** What a call of this route is given: `params` for the path, `query`, and the JSON `body`. */
export type RequestOf<R extends RouteSpec> = Part<"params", Params<R>> &
  Part<"query", QueryInput<R> extends undefined ? undefined : Query<QueryInput<R>>> &
  Part<"body", BodyInput<R>>;

/** The rows of one page under the list's own key, and where the next page starts. */
export type PageOf<R extends ListRoute> = { [K in R["list"]]: DataOf<R>[] } & { pagination: Pagination };

export interface CallOptions {
  /** Makes a write safe to send twice: the same key and the same request are answered with the first answer. */
  readonly idempotencyKey?: string | undefined;
  /** On a write that takes a revision: answer when every verifier has confirmed it, at most 30 s later. */
  readonly waitSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The organization the token belongs to; if sent, it must be right. */
  readonly org?: string | undefined;
  /** Sent last, so they win over the headers that the client sets itself. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The request may be left out when nothing in it is required. */
export type CallArguments<R extends RouteSpec> =
  MayBeLeftOut<RequestOf<R>> extends true
    ? [request?: RequestOf<R> | undefined, options?: CallOptions]
    : [request: RequestOf<R>, options?: CallOptions];

export type Call<R extends RouteSpec> = (...given: CallArguments<R>) => Promise<DataOf<R>>;

export interface ListCall<R extends ListRoute> {
  /** One page. */
  (...given: CallArguments<R>): Promise<PageOf<R>>;
  /** Every page, from the one asked for to the last, fetched as the loop gets there. */
  pages(...given: CallArguments<R>): AsyncGenerator<PageOf<R>, void, undefined>;
  /** Every row of every page. */
  rows(...given: CallArguments<R>): AsyncGenerator<DataOf<R>, void, undefined>;
}

interface EventRoute extends RouteSpec {
  readonly streams: readonly ["text/event-stream"];
}

/** The messages of a stream, until the server ends it or the loop is left. Failures are thrown in the loop. */
export type EventCall<R extends EventRoute> = (
  ...given: CallArguments<R>
) => AsyncGenerator<DataOf<R>, void, undefined>;

interface FileRoute extends RouteSpec {
  readonly streams: readonly MediaType[];
}

/** The standard response, once it has begun; its body is read by the caller, as a stream or whole. */
export type FileCall<R extends FileRoute> = (...given: CallArguments<R>) => Promise<Response>;

export type OperationOf<R extends RouteSpec> = R extends ListRoute
  ? ListCall<R>
  : R extends EventRoute
    ? EventCall<R>
    : R extends FileRoute
      ? FileCall<R>
      : Call<R>;

/** The same with the types of the single route taken away: what the code behind every operation sees. */
export interface AnyRequest {
  readonly params?: Readonly<Record<string, string | undefined>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}
