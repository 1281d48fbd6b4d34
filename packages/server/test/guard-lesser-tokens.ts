import { requiredPermissions, type RouteSpec } from "@keywright/contract";
import { everythingBut, GUARDED, OTHER_PROJECT } from "./guard-world.ts";
import type { TestService } from "./harness.ts";

let made = 0;

/** A token that may do all there is but what this route asks for: of the guarded team for a team's route, else of `acme`. */
export async function tokenEverythingBut({ operator }: TestService, route: RouteSpec): Promise<string> {
  made += 1;
  const permissions = everythingBut(requiredPermissions(route));
  const name = `lesser ${made}`;
  if (!route.team) {
    const { id: roleId } = await operator.createOrgRole({ body: { name, permissions } });
    return (await operator.issueOrgToken({ body: { name, roleId } })).token;
  }
  const { teamScope, projectScope } = permissions;
  const params = { teamId: "acme" };
  const body = { name, permissions: { teamScope, projectScope } };
  const { id: roleId } = await operator.createRole({ params, body });
  return (await operator.issueToken({ params, body: { name, roleId } })).token;
}

/** The operator's own role, narrowed to addresses that no test comes from. */
export async function tokenFromElsewhere({ operator }: TestService): Promise<string> {
  const allowedIps = ["203.0.113.0/24", "2001:db8::/32"];
  const body = { name: "from elsewhere", roleId: "operator", narrowing: { allowedIps } };
  return (await operator.issueOrgToken({ body })).token;
}

interface FencedToken {
  readonly token: string;
  /** Fenced off from some projects rather than into some: those that do not exist yet are within reach. */
  readonly mayCreate: boolean;
}

/** Tokens that may do everything in the guarded team, but not in its guarded project, each fenced in another way. */
export async function fencedTokens({ operator }: TestService): Promise<FencedToken[]> {
  made += 1;
  const params = { teamId: "acme" };
  const permissions = { teamScope: ["*"], projectScope: ["*"] };
  const ofTeam = async (name: string, restrictions: object) => {
    const body = { name, permissions, restrictions: { enabled: true, ...restrictions } };
    const { id: roleId } = await operator.createRole({ params, body });
    return (await operator.issueToken({ params, body: { name, roleId } })).token;
  };
  const narrowing = { projects: [OTHER_PROJECT] };
  const narrowed = { name: `narrowed ${made}`, roleId: "owner", narrowing };
  const inTeam = { teamId: "acme", restrictions: { enabled: true, projects: [OTHER_PROJECT] } };
  const ofOrg = {
    name: `fenced ${made} org`,
    permissions: { orgScope: ["*"], ...permissions },
    restrictions: { enabled: true, teams: [inTeam] },
  };
  const { id: roleId } = await operator.createOrgRole({ body: ofOrg });
  const fenceOff = { projects: [`${GUARDED}-project`], restrictionMode: "notIn" };
  return [
    { token: await ofTeam(`fenced ${made} in`, { projects: [OTHER_PROJECT] }), mayCreate: false },
    { token: await ofTeam(`fenced ${made} off`, fenceOff), mayCreate: true },
    { token: (await operator.issueToken({ params, body: narrowed })).token, mayCreate: false },
    { token: (await operator.issueOrgToken({ body: { name: ofOrg.name, roleId } })).token, mayCreate: false },
  ];
}
