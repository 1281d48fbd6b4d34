import type { Api, DataOf } from "@keywright/contract";
import type { RequestOf } from "@keywright/sdk";
import { type Command, Option } from "commander";
import { pastInstant } from "../../arguments/expiry.ts";
import type { Connection } from "../../connection.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { type LevelOption, withLevel } from "../../level.ts";

export type Event = DataOf<Api["listAuditEvents"]>;

export interface Filters extends LevelOption {
  readonly after?: string;
  readonly before?: string;
  readonly action?: string;
  readonly actor?: string;
  readonly origin?: "api" | "system";
  readonly target?: string;
  readonly project?: string;
}

export function withFilters(command: Command): Command {
  return withLevel(command)
    .option("--after <time>", "since then: 24h, 7d, a day, or an instant", pastInstant)
    .option("--before <time>", "until then", pastInstant)
    .option("--action <action>", "such as role.update, or role.* for all of a noun")
    .option("--actor <id>", "done by this token, member or trust rule")
    .addOption(new Option("--origin <origin>", "asked for, or done by the system").choices(["api", "system"]))
    .option("--target <id>", "done to this: the id of a token, or a role, project, …")
    .option("--project <project>", "in this project");
}

export function queryFrom({ after, before, action, actor, origin, target }: Filters) {
  return { after, before, action, actor, origin, target };
}

type Query = NonNullable<RequestOf<Api["listOrgAuditEvents"]>["query"]>;

/** The pages of a team's events or of the organization's, the newest first. */
export function eventPages({ api, inTeam }: Connection, filters: Filters, query: Query) {
  const { orgLevel, project } = filters;
  if (!orgLevel) return api.listAuditEvents.pages({ params: inTeam, query: { ...query, project } });
  refuseProject(filters);
  return api.listOrgAuditEvents.pages({ query: { ...query, team: inTeam.teamId } });
}

/** It would be left out without a word. */
export function refuseProject({ project }: Filters): void {
  if (project !== undefined)
    throw new Failure(EXIT.usage, "Projects belong to a team: leave out --org-level.");
}
