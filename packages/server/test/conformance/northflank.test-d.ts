import type { Api, BodyInput, DataOf } from "@keywright/contract";
import type * as Nf from "@northflank/js-client";

// Compiled, never run: our answers and bodies against the types that the client gives its users.

/** Does not compile unless every member is true. */
type Expect<T extends Record<keyof T, true>> = T;
type Denied<T extends false> = T;

/** The client was typed without `exactOptionalPropertyTypes`: there, an optional field may also be undefined. */
type Loose<T> = T extends readonly (infer Item)[]
  ? Loose<Item>[]
  : T extends object
    ? { [K in keyof T]: object extends Pick<T, K> ? Loose<T[K]> | undefined : Loose<T[K]> }
    : T;
type Answers<Id extends keyof Api, Expected> = DataOf<Api[Id]> extends Loose<Expected> ? true : false;
type Takes<Id extends keyof Api, Given> = Given extends BodyInput<Api[Id]> ? true : false;
/** Fields that the client's users may send and that we refuse. */
type Unknown<Id extends keyof Api, Given> = Exclude<
  Given extends unknown ? keyof Given : never,
  keyof BodyInput<Api[Id]>
>;

export type AnswersThatFit = Expect<{
  listProjects: Answers<"listProjects", Nf.ListProjectsResult["projects"][number]>;
  createProject: Answers<"createProject", Nf.CreateProjectResult>;
  putProject: Answers<"putProject", Nf.PutProjectResult>;
  patchProject: Answers<"patchProject", Nf.PatchProjectResult>;
  listSecretGroups: Answers<"listSecretGroups", Nf.ListSecretsResult["secrets"][number]>;
  getSecretGroup: Answers<"getSecretGroup", Nf.GetSecretResult>;
  getSecretGroupDetails: Answers<"getSecretGroupDetails", Nf.GetSecretdetailsResult>;
  createSecretGroup: Answers<"createSecretGroup", Nf.CreateSecretResult>;
  putSecretGroup: Answers<"putSecretGroup", Nf.PutSecretResult>;
  patchSecretGroup: Answers<"patchSecretGroup", Nf.PatchSecretResult>;
  listTeams: Answers<"listTeams", Nf.ListTeamsResult["teams"][number]>;
  getTeam: Answers<"getTeam", Nf.GetTeamResult>;
  createTeam: Answers<"createTeam", Nf.CreateTeamResult>;
  patchTeam: Answers<"patchTeam", Nf.PatchTeamResult>;
  listRoles: Answers<"listRoles", Nf.ListTeamrolesResult["roles"][number]>;
  getRole: Answers<"getRole", Nf.GetTeamroleResult>;
  createRole: Answers<"createRole", Nf.CreateTeamroleResult>;
  putRole: Answers<"putRole", Nf.PutTeamroleResult>;
  patchRole: Answers<"patchRole", Nf.PatchTeamroleResult>;
  listRoleMembers: Answers<"listRoleMembers", Nf.ListTeamrolemembersResult["members"][number]>;
  listMembers: Answers<"listMembers", Nf.ListTeammembersResult["members"][number]>;
  listOrgRoles: Answers<"listOrgRoles", Nf.ListOrgrolesResult["roles"][number]>;
  getOrgRole: Answers<"getOrgRole", Nf.GetOrgroleResult>;
  createOrgRole: Answers<"createOrgRole", Nf.CreateOrgroleResult>;
  putOrgRole: Answers<"putOrgRole", Nf.PutOrgroleResult>;
  patchOrgRole: Answers<"patchOrgRole", Nf.PatchOrgroleResult>;
  listOrgMembers: Answers<"listOrgMembers", Nf.ListOrgmembersResult["members"][number]>;
}>;

/** A region and a cluster are optional here, and our clusters have no name. */
export type ProjectFits = Denied<Answers<"getProject", Nf.GetProjectResult>>;
/** No directory groups here, so nobody holds a role by `type` implicit. */
export type HolderFits = Denied<
  Answers<"listOrgRoleMembers", Nf.ListOrgrolemembersResult["members"][number]>
>;

export type BodiesThatFit = Expect<{
  createProject: Takes<"createProject", Nf.CreateProjectData>;
  putProject: Takes<"putProject", Nf.PutProjectData>;
  patchProject: Takes<"patchProject", Nf.PatchProjectData>;
  createSecretGroup: Takes<"createSecretGroup", Nf.CreateSecretData>;
  putSecretGroup: Takes<"putSecretGroup", Nf.PutSecretData>;
  patchSecretGroup: Takes<"patchSecretGroup", Nf.PatchSecretData>;
  updateSecretGroup: Takes<"updateSecretGroup", Nf.UpdateSecretData>;
  createTeam: Takes<"createTeam", Nf.CreateTeamData>;
  patchTeam: Takes<"patchTeam", Nf.PatchTeamData>;
  inviteMember: Takes<"inviteMember", Nf.CreateTeammemberinviteData>;
  createRole: Takes<"createRole", Nf.CreateTeamroleData>;
  putRole: Takes<"putRole", Nf.PutTeamroleData>;
  patchRole: Takes<"patchRole", Nf.PatchTeamroleData>;
  addRoleMember: Takes<"addRoleMember", Nf.CreateTeamrolememberData>;
  addOrgRoleMember: Takes<"addOrgRoleMember", Nf.CreateOrgrolememberData>;
}>;

/** A team in an organization role's restriction must say how it is restricted; there it may be left out. */
export type OrgRoleFits = Denied<Takes<"createOrgRole", Nf.CreateOrgroleData>>;

/** What belongs to workloads, stages and directories, none of which we have; and a group keeps its type. */
type Refused<Id extends keyof Api, Given, Field> = [Unknown<Id, Given>, Field] extends [
  Field,
  Unknown<Id, Given>,
]
  ? true
  : false;
type OfAddons = "addonDependencies" | "externalAddonDependencies";
export type FieldsThatAreRefused = Expect<{
  createProject: Refused<"createProject", Nf.CreateProjectData, "networking">;
  patchProject: Refused<"patchProject", Nf.PatchProjectData, "networking">;
  createSecretGroup: Refused<"createSecretGroup", Nf.CreateSecretData, OfAddons | "stageId">;
  patchSecretGroup: Refused<"patchSecretGroup", Nf.PatchSecretData, OfAddons | "stageId" | "type">;
  updateSecretGroup: Refused<"updateSecretGroup", Nf.UpdateSecretData, OfAddons | "type">;
  createTeam: Refused<"createTeam", Nf.CreateTeamData, never>;
  createRole: Refused<"createRole", Nf.CreateTeamroleData, never>;
  createOrgRole: Refused<"createOrgRole", Nf.CreateOrgroleData, "directoryGroups">;
  inviteMember: Refused<"inviteMember", Nf.CreateTeammemberinviteData, never>;
}>;
