import type { GroupType, OwnPermission } from "@keywright/contract";
import type { Project, Team } from "@keywright/verifier";
import { type Ask, refuseDecision } from "../decision.ts";
import { Refusal } from "../refusal.ts";
import type { GroupAccess, GroupAction, GroupKind } from "./secret-groups.ts";

export interface AskedInProject {
  readonly decide: Ask;
  readonly team: Team;
  readonly project: Project;
}

export function permissionFor(action: GroupAction, type: GroupType) {
  return `project:secrets:${type}-groups:${action}` as const satisfies OwnPermission;
}

/** What a caller may do with the groups of a project. */
export function accessOf({ decide, team, project }: AskedInProject): GroupAccess {
  const ask = (action: GroupAction, { type, environment }: GroupKind) =>
    decide({
      permission: permissionFor(action, type),
      teamId: team.id,
      projectId: project.id,
      // A group of no environment serves all of them, so it takes a caller who reaches all.
      environment: environment ?? undefined,
    });
  return {
    allows: (action, kind) => ask(action, kind).allowed,
    require(action, kind) {
      const decision = ask(action, kind);
      // The caller's right to groups of this type ends before this project: to them it has none.
      if (!decision.allowed && decision.reason === "project_restricted") throw new Refusal("not_found");
      refuseDecision(decision);
    },
  };
}
