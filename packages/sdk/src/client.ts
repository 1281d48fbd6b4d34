import { api, type Api, type OperationId, type RouteSpec } from "@keywright/contract";
import { dataOf } from "./answer.ts";
import type { AnyRequest, CallOptions, OperationOf } from "./operation.ts";
import { type AnyList, pages, rows } from "./pages.ts";
import { httpRequest } from "./request.ts";
import { send } from "./send.ts";
import { events, file } from "./streams.ts";
import { type ClientSettings, type Connection, connectionFrom } from "./settings.ts";

/** One method per operation of the API, by its operation id. */
export type Client = { readonly [Id in OperationId]: OperationOf<Api[Id]> };

/**
 * A client of one Keywright installation. Every method takes `{ params, query, body }` as far as the operation has them,
 * and resolves to the answer's `data`; a list resolves to its rows under their key, beside `pagination`.
 *
 * @throws TypeError when a setting cannot be right. Methods reject with `ApiError` when Keywright turns the request down,
 * `ConnectionError` when no answer of Keywright's comes, and the signal's reason when the caller aborts.
 */
export function createClient(settings: ClientSettings): Client {
  // The token stays in this closure: printing or serializing the client shows method names only.
  const connection = connectionFrom(settings);
  const operations = Object.values(api).map((route) => [route.id, operation(connection, route)]);
  return Object.freeze(Object.fromEntries(operations)) as Client;
}

function operation(connection: Connection, route: RouteSpec) {
  const call = async (request: AnyRequest = {}, options: CallOptions = {}): Promise<unknown> => {
    const http = httpRequest(connection, route, request, options);
    return dataOf(route, http.url, await send(connection, http, options.signal));
  };
  const { list, streams } = route;
  if (streams?.includes("text/event-stream")) return events.bind(undefined, connection, route);
  if (streams) return file.bind(undefined, connection, route);
  if (list === undefined) return call;
  return Object.assign(call, {
    pages: pages.bind(undefined, call as AnyList),
    rows: rows.bind(undefined, call as AnyList, list),
  });
}
