import type { Api, DataOf } from "@keywright/contract";
import type { CallOptions, Client } from "@keywright/sdk";
import type { Level, RoleDefinition } from "./access.ts";
import { definitionFromApi } from "./from-api.ts";
import { orgRoleBody, teamRoleBody } from "./to-api.ts";

type Preview = DataOf<Api["previewRole"]>;
type Invited = DataOf<Api["inviteMember"]>;
type Removed = Promise<{ readonly revokedTokens: number }>;

/** Roles and members of a team and of an organization are worked on in the same way. */
export interface RolesAt {
  read(roleId: string): Promise<RoleDefinition>;
  create(name: string, role: RoleDefinition, options: CallOptions): Promise<unknown>;
  rename(roleId: string, name: string, options: CallOptions): Promise<unknown>;
  edit(roleId: string, before: RoleDefinition, after: RoleDefinition, options: CallOptions): Promise<unknown>;
  preview(roleId: string, before: RoleDefinition, after: RoleDefinition): Promise<Preview>;
  delete(roleId: string, options: CallOptions): Removed;
  /** E-mail addresses of some who hold it. */
  holders(roleId: string, count: number): Promise<string[]>;
  invite(email: string, roles: readonly string[], options: CallOptions): Promise<Invited>;
  grant(roleId: string, memberId: string, options: CallOptions): Promise<unknown>;
  release(roleId: string, memberId: string, options: CallOptions): Removed;
}

export function rolesAt(level: Level, api: Client, teamId: string): RolesAt {
  return level === "team" ? rolesOfTeam(api, teamId) : rolesOfOrg(api);
}

function rolesOfTeam(api: Client, teamId: string): RolesAt {
  const changed = (before: RoleDefinition, after: RoleDefinition) =>
    changes({ name: before.name, ...teamRoleBody(before) }, { name: after.name, ...teamRoleBody(after) });
  return {
    read: async (roleId) => definitionFromApi(await api.getRole({ params: { teamId, roleId } })),
    create: (name, role, options) =>
      api.createRole({ params: { teamId }, body: { name, ...teamRoleBody(role) } }, options),
    rename: (roleId, name, options) => api.patchRole({ params: { teamId, roleId }, body: { name } }, options),
    edit: (roleId, before, after, options) =>
      api.patchRole({ params: { teamId, roleId }, body: changed(before, after) }, options),
    preview: (roleId, before, after) => {
      const { permissions, restrictions } = changed(before, after);
      return api.previewRole({ params: { teamId, roleId }, body: { permissions, restrictions } });
    },
    delete: (roleId, options) => api.deleteRole({ params: { teamId, roleId } }, options),
    holders: async (roleId, per_page) => {
      const { members } = await api.listRoleMembers({ params: { teamId, roleId }, query: { per_page } });
      return members.flatMap(addresses);
    },
    invite: (email, roles, options) =>
      api.inviteMember({ params: { teamId }, body: { email, roles: [...roles] } }, options),
    grant: (roleId, userId, options) =>
      api.addRoleMember({ params: { teamId, roleId }, body: { userId } }, options),
    release: (roleId, memberId, options) =>
      api.removeRoleMember({ params: { teamId, roleId, memberId } }, options),
  };
}

function rolesOfOrg(api: Client): RolesAt {
  const changed = (before: RoleDefinition, after: RoleDefinition) =>
    changes({ name: before.name, ...orgRoleBody(before) }, { name: after.name, ...orgRoleBody(after) });
  return {
    read: async (roleId) => definitionFromApi(await api.getOrgRole({ params: { roleId } })),
    create: (name, role, options) => api.createOrgRole({ body: { name, ...orgRoleBody(role) } }, options),
    rename: (roleId, name, options) => api.patchOrgRole({ params: { roleId }, body: { name } }, options),
    edit: (roleId, before, after, options) =>
      api.patchOrgRole({ params: { roleId }, body: changed(before, after) }, options),
    preview: (roleId, before, after) => {
      const { permissions, restrictions } = changed(before, after);
      return api.previewOrgRole({ params: { roleId }, body: { permissions, restrictions } });
    },
    delete: (roleId, options) => api.deleteOrgRole({ params: { roleId } }, options),
    holders: async (roleId, per_page) => {
      const { members } = await api.listOrgRoleMembers({ params: { roleId }, query: { per_page } });
      return members.flatMap(addresses);
    },
    invite: (email, roles, options) => api.inviteOrgMember({ body: { email, roles: [...roles] } }, options),
    grant: (roleId, userId, options) =>
      api.addOrgRoleMember({ params: { roleId }, body: { userId } }, options),
    release: (roleId, memberId, options) =>
      api.removeOrgRoleMember({ params: { roleId, memberId } }, options),
  };
}

function addresses({ emails }: Pick<Invited, "emails">): string[] {
  return emails.map(({ address }) => address);
}

/** The fields that differ: whatever else of a thing somebody edits meanwhile stays as they left it. */
export function changes<T extends object>(before: T, after: T): Partial<T> {
  const old = before as Record<string, unknown>;
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field]),
  );
  return Object.fromEntries(changed) as Partial<T>;
}
