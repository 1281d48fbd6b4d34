import type { ProjectRestriction, TeamsRestriction } from "@keywright/policy";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { refuseField } from "../refusal.ts";
import type { PlaceIds } from "./place-ids.ts";
import { findRolesNaming, updateRole } from "./queries.ts";
import { roleChange } from "./role-change.ts";

export const UNRESTRICTED_PROJECTS: ProjectRestriction = {
  enabled: false,
  projects: [],
  restrictionMode: "in",
  environments: null,
};
export const UNRESTRICTED_TEAMS: TeamsRestriction = { enabled: false, teams: [] };

interface ProjectRestrictionInput {
  readonly enabled: boolean;
  readonly projects?: readonly string[] | undefined;
  readonly restrictionMode: "in" | "notIn";
  readonly environments?: readonly string[] | null | undefined;
}

interface TeamsRestrictionInput {
  readonly enabled: boolean;
  readonly teams?:
    readonly { readonly teamId: string; readonly restrictions: ProjectRestrictionInput }[] | undefined;
}

/** From the slugs of a request to ids. A restriction that names nothing is refused: it would shut everyone out by accident. */
export async function readProjectRestriction(
  places: PlaceIds,
  team: { orgId: string; teamId: string },
  input: ProjectRestrictionInput | null | undefined,
  field = "restrictions",
): Promise<ProjectRestriction> {
  if (!input) return UNRESTRICTED_PROJECTS;
  const slugs = [...new Set(input.projects ?? [])];
  if (input.enabled && slugs.length === 0) {
    throw refuseField("empty_restriction", `${field}.projects`, "Name the projects that the role reaches.");
  }
  if (input.enabled && input.environments?.length === 0) {
    throw refuseField(
      "empty_restriction",
      `${field}.environments`,
      "Name the environments that the role reaches.",
    );
  }
  if (slugs.includes("*") && (slugs.length > 1 || input.restrictionMode === "notIn")) {
    throw refuseField(
      "validation_failed",
      `${field}.projects`,
      "'*' stands alone, and only with the mode 'in'.",
    );
  }
  const ids = await places.projects(team, slugs);
  const projects = slugs.map((slug) => {
    const id = slug === "*" ? "*" : ids.get(slug);
    if (!id) throw refuseField("unknown_reference", `${field}.projects`, `There is no project '${slug}'.`);
    return id;
  });
  return {
    enabled: input.enabled,
    projects,
    restrictionMode: input.restrictionMode,
    environments: input.environments ?? null,
  };
}

export async function readTeamsRestriction(
  places: PlaceIds,
  orgId: string,
  input: TeamsRestrictionInput | null | undefined,
): Promise<TeamsRestriction> {
  if (!input) return UNRESTRICTED_TEAMS;
  const given = input.teams ?? [];
  if (input.enabled && given.length === 0) {
    throw refuseField("empty_restriction", "restrictions.teams", "Name the teams that the role reaches.");
  }
  const ids = await places.teams(
    orgId,
    given.map(({ teamId }) => teamId),
  );
  const teams: { teamId: string; restrictions: ProjectRestriction }[] = [];
  for (const [index, { teamId: slug, restrictions }] of given.entries()) {
    const field = `restrictions.teams.${index}`;
    const teamId = ids.get(slug);
    if (!teamId) throw refuseField("unknown_reference", `${field}.teamId`, `There is no team '${slug}'.`);
    if (teams.some((team) => team.teamId === teamId)) {
      throw refuseField("validation_failed", `${field}.teamId`, `The team '${slug}' is named twice.`);
    }
    teams.push({
      teamId,
      restrictions: await readProjectRestriction(
        places,
        { orgId, teamId },
        restrictions,
        `${field}.restrictions`,
      ),
    });
  }
  return { enabled: input.enabled, teams };
}

/** A list that becomes empty stays a list and means none: a deletion never widens. Answers the slugs of the roles edited. */
export async function removeProjectFromRestrictions(
  work: Work,
  orgId: string,
  projectId: string,
): Promise<string[]> {
  return editRestrictionsNaming(work, orgId, projectId, (restriction) => ({
    ...restriction,
    projects: restriction.projects.filter((id) => id !== projectId),
  }));
}

export async function removeTeamFromRestrictions(
  work: Work,
  orgId: string,
  teamId: string,
): Promise<string[]> {
  return editRestrictionsNaming(work, orgId, teamId, (restriction) => restriction);
}

async function editRestrictionsNaming(
  work: Work,
  orgId: string,
  id: string,
  edit: (restriction: ProjectRestriction) => ProjectRestriction,
): Promise<string[]> {
  const roles = await findRolesNaming(work.tx, orgId, id);
  for (const role of roles) {
    const restrictions =
      "teams" in role.restrictions
        ? {
            ...role.restrictions,
            teams: role.restrictions.teams
              .filter(({ teamId }) => teamId !== id)
              .map((team) => ({ ...team, restrictions: edit(team.restrictions) })),
          }
        : edit(role.restrictions);
    const row = await updateRole(work.tx, orgId, role.id, {
      restrictions: json(restrictions),
      updated_at: work.now,
    });
    work.changeAuthority(orgId, roleChange(row));
  }
  return roles.map(({ slug }) => slug);
}
