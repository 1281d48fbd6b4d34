import type { Exposure } from "../principal.ts";
import { LIST_MEMBERS, LIST_SYNCS, READ_VALUES } from "../installation.test-support.ts";

export const UNKNOWN = "project:no:such:thing";
export const BROKEN = new Error("the database of services is down");

export type Permission = typeof LIST_MEMBERS | typeof LIST_SYNCS | typeof READ_VALUES | typeof UNKNOWN;

/** One route of the sample API. Its environment, if it takes one, stands in `?environment=`. */
export interface SampleRoute {
  readonly permission: Permission;
  readonly place: { readonly project?: string | (() => string); readonly team?: string };
  readonly takesEnvironment?: true;
  readonly exposure?: Exposure;
  /** Through a guard that hides what is out of reach. */
  readonly hides?: true;
  /** Its handler throws. */
  readonly fails?: true;
}

const breakDown = () => {
  throw BROKEN;
};

/** The same protected API for every framework. */
export const SAMPLE_ROUTES: Readonly<Record<string, SampleRoute>> = {
  "/projects/:project/values": {
    permission: READ_VALUES,
    place: { project: "project" },
    takesEnvironment: true,
  },
  "/teams/:team/projects/:project/values": {
    permission: READ_VALUES,
    place: { team: "team", project: "project" },
  },
  "/members": { permission: LIST_MEMBERS, place: {} },
  // In no project: in all of them.
  "/syncs": { permission: LIST_SYNCS, place: {} },
  "/for-pages/:project": {
    permission: LIST_SYNCS,
    place: { project: "project" },
    exposure: "publishable",
  },
  "/for-machines/:project": { permission: LIST_SYNCS, place: { project: "project" }, exposure: "secret" },
  "/hidden/:project": { permission: READ_VALUES, place: { project: "project" }, hides: true },
  "/failing/:project": { permission: READ_VALUES, place: { project: "project" }, fails: true },
  "/unknown": { permission: UNKNOWN, place: {} },
  "/misspelt/:project": { permission: READ_VALUES, place: { project: "projekt" } },
  "/broken": { permission: READ_VALUES, place: { project: breakDown } },
  "/list": { permission: READ_VALUES, place: { project: () => ["shop", "blog"] as unknown as string } },
};

/** What a router does, for those frameworks that leave it to another package. */
export function findRoute(pathname: string): [path: string, params: Record<string, string>] | undefined {
  for (const path of Object.keys(SAMPLE_ROUTES)) {
    const pattern = new RegExp(`^${path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
    const found = pattern.exec(pathname);
    if (found) return [path, { ...found.groups }];
  }
  return undefined;
}

export function environmentIn(url: string | undefined): string | null {
  return new URL(url ?? "/", "http://localhost").searchParams.get("environment");
}
