import type { ProjectRestriction, TeamsRestriction } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import type { RoleRow } from "./queries.ts";

function showFields(row: RoleRow) {
  return {
    id: row.slug,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    kind: row.kind,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function showTeamRole(row: RoleRow, team: Team) {
  const { teamScope, projectScope } = row.permissions;
  return {
    ...showFields(row),
    permissions: { teamScope: [...teamScope], projectScope: [...projectScope] },
    restrictions: showProjectRestriction(row.restrictions as ProjectRestriction, team),
  };
}

export function showOrgRole(row: RoleRow, org: Org) {
  const { platformScope, orgScope, teamScope, projectScope } = row.permissions;
  const { enabled, teams } = row.restrictions as TeamsRestriction;
  return {
    ...showFields(row),
    permissions: {
      platformScope: [...platformScope],
      orgScope: [...orgScope],
      teamScope: [...teamScope],
      projectScope: [...projectScope],
    },
    restrictions: {
      enabled,
      teams: teams.flatMap(({ teamId, restrictions }) => {
        const team = org.teams.byId(teamId);
        return team ? [{ teamId: team.slug, restrictions: showProjectRestriction(restrictions, team) }] : [];
      }),
    },
  };
}

/** Ids back to slugs. A project that is being deleted at this moment has no slug any more and is left out. */
function showProjectRestriction(restriction: ProjectRestriction, team: Team) {
  const { enabled, restrictionMode, environments } = restriction;
  const projects = restriction.projects
    .map((id) => (id === "*" ? id : team.projects.byId(id)?.slug))
    .filter((slug) => slug !== undefined);
  return { enabled, projects, restrictionMode, environments: environments && [...environments] };
}
