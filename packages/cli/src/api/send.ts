import type { RouteSpec } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import type { Cli } from "../cli.ts";
import { jsonText } from "../output/json.ts";

interface AnyRequest {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
}

type AnyCall = ((request: AnyRequest) => unknown) & { rows(request: AnyRequest): AsyncIterable<unknown> };

/** Whatever the operation answers: data, every row of a list, messages as they come, or a file. */
export async function send(
  { out }: Cli,
  api: Client,
  route: RouteSpec,
  request: AnyRequest,
  all: boolean,
): Promise<void> {
  const call = api[route.id as keyof Client] as unknown as AnyCall;
  if (route.streams?.includes("text/event-stream")) {
    const messages = call(request) as AsyncIterable<unknown>;
    for await (const message of messages) await out.text(JSON.stringify(message));
    return;
  }
  if (route.streams) return out.stream((await call(request)) as Response);
  const wholeList = all && route.list !== undefined;
  const data = wholeList ? await Array.fromAsync(call.rows(request)) : await call(request);
  await out.text(jsonText(data));
}
