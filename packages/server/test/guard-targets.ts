import { api, type OperationId, routePaths, type RouteSpec } from "@keywright/contract";

/** Ids to put into a path, by the name of the parameter. */
export type Ids = Readonly<Record<string, string>>;

/** An operation at one of its paths. */
export interface Target {
  readonly id: OperationId;
  readonly route: RouteSpec;
  /** With `{names}` where the ids go. */
  readonly path: string;
  readonly params: readonly string[];
  readonly label: string;
}

const ALL: readonly Target[] = (Object.entries(api) as [OperationId, RouteSpec][]).flatMap(([id, route]) =>
  routePaths(route).map((path) => ({
    id,
    route,
    path,
    params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name),
    label: `${id} (${route.method} ${path})`,
  })),
);

const isVisit = ({ route }: Target) => route.permission === "public" || route.permission === "any_person";

/** Everything the contract serves in an organization, so that a new operation is guarded without a word here. */
export const TARGETS = ALL.filter((target) => !isVisit(target));

/** The rest: what anybody may ask, and what people ask about themselves. */
export const VISITS = ALL.filter(isVisit);

/** @throws when an id is missing: a path that nobody can build is a path that nobody guards. */
export function pathOf({ path, label }: Pick<Target, "path" | "label">, ids: Ids): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`${label}: guard-furniture.ts makes nothing for {${name}}`);
    return encodeURIComponent(id);
  });
}

/** Whether what the path names lives in a team; else it lives in the organization or the installation. */
export function isOfTeam({ route, params }: Target): boolean {
  return route.team === true || params.includes("teamId");
}

export function isWrite({ route }: Target): boolean {
  return route.method !== "GET" && route.reads !== true;
}
