import type { RouteSpec } from "@keywright/contract";
import { didYouMean } from "../access/closest.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** `key=value` arguments by where they belong: in the path or behind it. */
export function apiRequest(
  route: RouteSpec,
  given: ReadonlyMap<string, string>,
  inTeam: { readonly teamId?: string },
): ApiRequest {
  const names = { params: paramNames(route), query: Object.keys(route.query?.shape ?? {}) };
  const known = [...names.params, ...names.query];
  for (const key of given.keys()) if (!known.includes(key)) throw unknownKey(route, key, known);
  const pick = (wanted: readonly string[]) =>
    Object.fromEntries(wanted.flatMap((name) => (given.has(name) ? [[name, given.get(name) ?? ""]] : [])));
  const params: Record<string, string> = { ...(route.team && inTeam), ...pick(names.params) };
  const missing = Object.keys(route.params?.shape ?? {}).find((name) => params[name] === undefined);
  if (missing !== undefined) {
    throw new Failure(EXIT.usage, `${route.id} needs ${missing}=…`, [`It takes: ${known.join(", ")}`]);
  }
  return { params, query: pick(names.query) };
}

function paramNames(route: RouteSpec): readonly string[] {
  return [...(route.team ? ["teamId"] : []), ...Object.keys(route.params?.shape ?? {})];
}

function unknownKey(route: RouteSpec, key: string, known: readonly string[]): Failure {
  const takes = known.length > 0 ? `It takes: ${known.join(", ")}` : "It takes none.";
  const body = route.body
    ? ["The fields of the body are given as JSON: --body-file <file>, or on standard input."]
    : [];
  return new Failure(EXIT.usage, `${route.id} has no parameter ${key}.${didYouMean(key, known)}`, [
    takes,
    ...body,
  ]);
}
