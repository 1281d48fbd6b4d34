import type { Api, OperationId } from "@keywright/contract";
import type { Client, RequestOf } from "@keywright/sdk";
import { clientOf } from "./client.ts";

/** Operations that change nothing, and so may be asked again at any time. */
type ReadId = {
  [Id in OperationId]: Api[Id] extends { readonly streams: unknown }
    ? never
    : Api[Id] extends { readonly method: "GET" } | { readonly reads: true }
      ? Id
      : never;
}[OperationId];

export type Answer<Id extends OperationId> = Awaited<ReturnType<Client[Id]>>;

type ReadKey = readonly [org: string, id: OperationId, request: { readonly params?: unknown }];

/** What `useQuery` and its like are given. */
export interface Read<Data> {
  readonly queryKey: ReadKey;
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Data>;
  readonly placeholderData: (
    previous: Data | undefined,
    query: { readonly queryKey: ReadKey } | undefined,
  ) => Data | undefined;
}

type AnyOperation = (request: unknown, options: { signal: AbortSignal }) => Promise<never>;

/**
 * A query is an operation of the contract with its request: `read(org, "listTokens", { params: { teamId } })`. All that was
 * read in an organization stands under its slug, so live updates find it.
 */
export function read<Id extends ReadId>(
  org: string | undefined,
  id: Id,
  request: RequestOf<Api[Id]>,
): Read<Answer<Id>> {
  const operation = clientOf(org)[id] as unknown as AnyOperation;
  const queryKey: ReadKey = [org ?? "", id, request];
  return {
    queryKey,
    queryFn: ({ signal }) => operation(request, { signal }),
    // While the next page or another filter loads, the last rows stay; of another team or token they would lie.
    placeholderData: (previous, query) =>
      query && placeOf(query.queryKey) === placeOf(queryKey) ? previous : undefined,
  };
}

function placeOf([org, id, { params }]: ReadKey): string {
  return JSON.stringify([org, id, params]);
}
