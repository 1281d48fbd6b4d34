import type { Api, DataOf } from "@keywright/contract";
import type { CallOptions } from "@keywright/sdk";
import type { Connection } from "../../connection.ts";
import { idOf, SLUG } from "../../named.ts";
import type { Written } from "../../writing.ts";
import type { Definition } from "./definition.ts";
import { orgBody, teamBody } from "./definition-body.ts";

export type Level = "team" | "org";
export type Role = DataOf<Api["listRoles"]> | DataOf<Api["listOrgRoles"]>;
export type RolesAt = ReturnType<typeof ofTeam>;

/** Roles of a team and of the organization are worked on in the same way. */
export function rolesAt({ api, inTeam }: Connection, level: Level): RolesAt {
  return level === "org" ? ofOrg(api) : ofTeam(api, inTeam);
}

interface Names {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
}

interface NewNames extends Names {
  readonly name: string;
}
interface WrittenRole extends Written {
  readonly id: string;
}

/** A new role has no restriction that could be taken away. */
function created<Body extends { readonly restrictions: unknown }>(body: Body) {
  return {
    ...body,
    restrictions: (body.restrictions ?? undefined) as NonNullable<Body["restrictions"]> | undefined,
  };
}

function ofTeam(api: Connection["api"], inTeam: Connection["inTeam"]) {
  const at = (roleId: string) => ({ params: { ...inTeam, roleId } });
  return {
    level: "team" as Level,
    list: (): Promise<Role[]> => Array.fromAsync(api.listRoles.rows({ params: inTeam })),
    get: (roleId: string): Promise<Role> => api.getRole(at(roleId)),
    create: (names: NewNames, role: Definition, options: CallOptions): Promise<WrittenRole> =>
      api.createRole({ params: inTeam, body: { ...names, ...created(teamBody(role)) } }, options),
    edit: (roleId: string, names: Names, role: Definition, options: CallOptions): Promise<WrittenRole> =>
      api.patchRole({ ...at(roleId), body: { ...names, ...teamBody(role) } }, options),
    preview: (roleId: string, role: Definition) => api.previewRole({ ...at(roleId), body: teamBody(role) }),
    delete: (roleId: string, options: CallOptions) => api.deleteRole(at(roleId), options),
    members: (roleId: string) => Array.fromAsync(api.listRoleMembers.rows(at(roleId))),
    everyone: () => Array.fromAsync(api.listMembers.rows({ params: inTeam })),
    grant: (roleId: string, userId: string, options: CallOptions) =>
      api.addRoleMember({ ...at(roleId), body: { userId } }, options),
    ungrant: (roleId: string, memberId: string, options: CallOptions) =>
      api.removeRoleMember({ params: { ...inTeam, roleId, memberId } }, options),
  };
}

function ofOrg(api: Connection["api"]): RolesAt {
  const at = (roleId: string) => ({ params: { roleId } });
  return {
    level: "org",
    list: () => Array.fromAsync(api.listOrgRoles.rows()),
    get: (roleId) => api.getOrgRole(at(roleId)),
    create: (names, role, options) =>
      api.createOrgRole({ body: { ...names, ...created(orgBody(role)) } }, options),
    edit: (roleId, names, role, options) =>
      api.patchOrgRole({ ...at(roleId), body: { ...names, ...orgBody(role) } }, options),
    preview: (roleId, role) => api.previewOrgRole({ ...at(roleId), body: orgBody(role) }),
    delete: (roleId, options) => api.deleteOrgRole(at(roleId), options),
    members: (roleId) => Array.fromAsync(api.listOrgRoleMembers.rows(at(roleId))),
    everyone: () => Array.fromAsync(api.listOrgMembers.rows()),
    grant: (roleId, userId, options) => api.addOrgRoleMember({ ...at(roleId), body: { userId } }, options),
    ungrant: (roleId, memberId, options) =>
      api.removeOrgRoleMember({ params: { roleId, memberId } }, options),
  };
}

export function roleId(roles: RolesAt, given: string): Promise<string> {
  return idOf(given, { noun: "role", isId: SLUG, among: () => roles.list() });
}
