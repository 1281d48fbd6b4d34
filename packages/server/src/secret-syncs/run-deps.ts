import type { Team } from "@keywright/verifier";
import type { OpenHttp } from "../app-connections/platform-http.ts";
import type { Authority } from "../authority/authority.ts";
import type { Database } from "../db/database.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Sync } from "./queries.ts";
import type { SourceDeps } from "./source.ts";

export interface RunDeps extends SourceDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly jobs: Jobs;
  /** With patience for a platform that wants one request for each variable. */
  readonly openHttp: OpenHttp;
  readonly noteActivity: (orgId: string) => void;
}

/** What is done after the last request, which nobody made: syncs go on when whoever made them has left. */
export const CALLER = { type: "system", name: "syncs" } as const;

/** Null for one that has just been deleted. */
export function teamOf(
  { state }: Authority,
  { org_id, team_id }: Pick<Sync, "org_id" | "team_id">,
): Team | null {
  return state.orgs.byId(org_id)?.teams.byId(team_id) ?? null;
}
