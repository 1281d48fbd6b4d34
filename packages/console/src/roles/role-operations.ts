import type { Api } from "@keywright/contract";
import type { CallOptions, Client, RequestOf } from "@keywright/sdk";
import { type Answer, read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";

export type RoleRow = Answer<"getRole"> | Answer<"getOrgRole">;
export type RolePreview = Answer<"previewRole">;
export type Holder = Answer<"listRoleMembers">["members"][number];

type BodyOf<Id extends "createRole" | "createOrgRole" | "patchRole" | "patchOrgRole"> = NonNullable<
  RequestOf<Api[Id]>["body"]
>;
/** Of a team's or an organization's role: the lists of permissions and the form of the restriction differ. */
export interface RoleEdit {
  readonly name?: string;
  readonly description?: string | null;
  readonly permissions?: BodyOf<"patchRole">["permissions"] | BodyOf<"patchOrgRole">["permissions"];
  readonly restrictions?: BodyOf<"patchRole">["restrictions"] | BodyOf<"patchOrgRole">["restrictions"];
}
type NewRole = RoleEdit & { readonly name: string };

/** How long saving waits for the verifiers before it tells who is late. */
const WAIT_SECONDS = 5;
export const ROLES_PER_PAGE = 50;

/** The operations on roles of a team, or of the organization where no team is in the address. */
export function useRoleOperations() {
  const { org, team, client } = usePlace();
  return team === undefined ? orgOperations(org, client) : teamOperations(org, team, client);
}

export type RoleOperations = ReturnType<typeof teamOperations>;
type Listed = ReturnType<typeof read<"listRoles">>;

function teamOperations(org: string, teamId: string, client: Client) {
  const of = (roleId: string) => ({ params: { teamId, roleId } });
  return {
    list: (query: { page?: number; per_page?: number }) =>
      read(org, "listRoles", { params: { teamId }, query }),
    get: (roleId: string) => read(org, "getRole", of(roleId)),
    holders: (roleId: string, page: number) =>
      read(org, "listRoleMembers", { ...of(roleId), query: { page, per_page: ROLES_PER_PAGE } }),
    preview: (roleId: string, { permissions, restrictions }: RoleEdit) =>
      read(org, "previewRole", { ...of(roleId), body: { permissions, restrictions } }),
    create: (body: NewRole, options: CallOptions) =>
      client.createRole({ params: { teamId }, body: body as BodyOf<"createRole"> }, options),
    patch: (roleId: string, body: RoleEdit, options: CallOptions) =>
      client.patchRole({ ...of(roleId), body }, { ...options, waitSeconds: WAIT_SECONDS }),
    delete: (roleId: string, options: CallOptions) => client.deleteRole(of(roleId), options),
    grant: (roleId: string, userId: string, options: CallOptions) =>
      client.addRoleMember({ ...of(roleId), body: { userId } }, options),
    ungrant: (roleId: string, memberId: string, options: CallOptions) =>
      client.removeRoleMember({ params: { teamId, roleId, memberId } }, options),
  };
}

function orgOperations(org: string, client: Client): RoleOperations {
  const of = (roleId: string) => ({ params: { roleId } });
  return {
    list: (query) => read(org, "listOrgRoles", { query }) as unknown as Listed,
    get: (roleId) => read(org, "getOrgRole", of(roleId)) as unknown as ReturnType<RoleOperations["get"]>,
    holders: (roleId, page) =>
      read(org, "listOrgRoleMembers", { ...of(roleId), query: { page, per_page: ROLES_PER_PAGE } }),
    preview: (roleId, { permissions, restrictions }) =>
      read(org, "previewOrgRole", {
        ...of(roleId),
        body: { permissions, restrictions },
      }),
    create: (body, options) =>
      client.createOrgRole({ body: body as BodyOf<"createOrgRole"> }, options) as unknown as ReturnType<
        RoleOperations["create"]
      >,
    patch: (roleId, body, options) =>
      client.patchOrgRole(
        { ...of(roleId), body },
        { ...options, waitSeconds: WAIT_SECONDS },
      ) as unknown as ReturnType<RoleOperations["patch"]>,
    delete: (roleId, options) => client.deleteOrgRole(of(roleId), options),
    grant: (roleId, userId, options) => client.addOrgRoleMember({ ...of(roleId), body: { userId } }, options),
    ungrant: (roleId, memberId, options) =>
      client.removeOrgRoleMember({ params: { roleId, memberId } }, options),
  };
}

/** `roles:manage` of the team or the organization. */
export function useMayManageRoles(): boolean {
  const { team, can } = usePlace();
  return can(team === undefined ? "org:admin:roles:manage" : "team:admin:roles:manage");
}
