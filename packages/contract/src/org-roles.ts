import { MemberSummary } from "./members.ts";
import { PageQuery } from "./pagination.ts";
import {
  HoldBody,
  HoldParams,
  HoldQuery,
  HoldRemoval,
  OrgRole,
  OrgRoleBody,
  OrgRolePatch,
  RoleDeletion,
  RoleParams,
} from "./role-shapes.ts";
import { defineRoute } from "./route.ts";

const tag = "Organization roles";
export const listOrgRoles = defineRoute({
  id: "listOrgRoles",
  method: "GET",
  path: "/v1/org-roles",
  tag,
  summary: "List the organization's roles",
  permission: "org:admin:roles:read",
  query: PageQuery,
  list: "roles",
  response: OrgRole,
});
export const createOrgRole = defineRoute({
  id: "createOrgRole",
  method: "POST",
  path: "/v1/org-roles",
  tag,
  summary: "Create a role of the organization",
  permission: "org:admin:roles:manage",
  body: OrgRoleBody,
  response: OrgRole,
  revision: true,
  errors: ["slug_taken", "unknown_permission", "unknown_reference", "empty_restriction", "escalation"],
});
export const putOrgRole = defineRoute({
  id: "putOrgRole",
  method: "PUT",
  path: "/v1/org-roles",
  tag,
  summary: "Create the role, or replace the one with this name",
  permission: "org:admin:roles:manage",
  body: OrgRoleBody,
  response: OrgRole,
  revision: true,
  errors: ["role_built_in", "unknown_permission", "unknown_reference", "empty_restriction", "escalation"],
});
export const getOrgRole = defineRoute({
  id: "getOrgRole",
  method: "GET",
  path: "/v1/org-roles/{roleId}",
  tag,
  summary: "Get a role of the organization",
  permission: "org:admin:roles:read",
  params: RoleParams,
  response: OrgRole,
  errors: ["not_found"],
});
export const patchOrgRole = defineRoute({
  id: "patchOrgRole",
  method: "PATCH",
  path: "/v1/org-roles/{roleId}",
  tag,
  summary: "Edit a role; every token and holder has the new authority at once",
  permission: "org:admin:roles:manage",
  params: RoleParams,
  body: OrgRolePatch,
  response: OrgRole,
  revision: true,
  errors: [
    "not_found",
    "role_built_in",
    "unknown_permission",
    "unknown_reference",
    "empty_restriction",
    "escalation",
  ],
});
export const deleteOrgRole = defineRoute({
  id: "deleteOrgRole",
  method: "DELETE",
  path: "/v1/org-roles/{roleId}",
  tag,
  summary: "Delete a role and revoke its tokens",
  permission: "org:admin:roles:manage",
  params: RoleParams,
  response: RoleDeletion,
  revision: true,
  errors: ["not_found", "role_built_in"],
});
export const listOrgRoleMembers = defineRoute({
  id: "listOrgRoleMembers",
  method: "GET",
  path: "/v1/org-roles/{roleId}/members",
  tag,
  summary: "List who holds a role",
  permission: "org:admin:roles:read",
  params: RoleParams,
  query: HoldQuery,
  list: "members",
  response: MemberSummary,
  errors: ["not_found"],
});
export const addOrgRoleMember = defineRoute({
  id: "addOrgRoleMember",
  method: "POST",
  path: "/v1/org-roles/{roleId}/members",
  tag,
  summary: "Give a role to a member",
  permission: "org:admin:roles:manage",
  params: RoleParams,
  body: HoldBody,
  response: MemberSummary,
  revision: true,
  errors: ["not_found", "unknown_reference", "already_member", "escalation"],
});
export const removeOrgRoleMember = defineRoute({
  id: "removeOrgRoleMember",
  method: "DELETE",
  path: "/v1/org-roles/{roleId}/members/{memberId}",
  tag,
  summary: "Take a role from a member; their own tokens of it are revoked",
  permission: "org:admin:roles:manage",
  params: HoldParams,
  response: HoldRemoval,
  revision: true,
  errors: ["not_found", "last_owner"],
});
