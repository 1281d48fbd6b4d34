import type { Pagination } from "@keywright/contract";
import type { AnyRequest, CallOptions } from "./operation.ts";

export interface AnyPage {
  readonly pagination: Pagination;
  readonly [list: string]: unknown;
}
export type AnyList = (request?: AnyRequest, options?: CallOptions) => Promise<AnyPage>;

/** `cursor` is absent on the last page, and only there. */
export async function* pages(
  list: AnyList,
  request: AnyRequest = {},
  options?: CallOptions,
): AsyncGenerator<AnyPage, void, undefined> {
  let next: AnyRequest | undefined = request;
  while (next) {
    const page: AnyPage = await list(next, options);
    yield page;
    const { cursor } = page.pagination;
    next = cursor === undefined ? undefined : { ...request, query: { ...request.query, cursor } };
  }
}

export async function* rows(
  list: AnyList,
  key: string,
  request?: AnyRequest,
  options?: CallOptions,
): AsyncGenerator<unknown, void, undefined> {
  for await (const page of pages(list, request, options)) yield* page[key] as unknown[];
}
