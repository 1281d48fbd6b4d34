import { z } from "zod";
import { MEMBER_ROLES_MAX } from "./limits.ts";
import { Email, Instant, MemberId, Name, Slug } from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";

/** `finalized` says that the person has signed in and accepted; until then the membership is an invitation. */
export const MemberSummary = z.object({
  id: z.string(),
  name: z.string().optional(),
  emails: z.array(z.object({ address: z.string(), verified: z.boolean() })),
  finalized: z.boolean(),
});

export const Member = MemberSummary.extend({
  /** Ids of the roles held in this team (or, for organization members, in the organization). */
  roles: z.array(z.string()),
  invitedAt: Instant,
  joinedAt: Instant.optional(),
});

/** Without `roles` an invited team member gets `default`; an invited organization member gets none. */
const InviteBody = z.strictObject({
  email: Email,
  name: Name.optional(),
  roles: z.array(Slug).max(MEMBER_ROLES_MAX).optional(),
});
/** How an invited person comes in. `link` only where no mail server is set: then the inviter passes it on. */
export const InvitationSent = z.object({ expiresAt: Instant, link: z.string().optional() });
const InvitedMember = Member.extend({ invitation: InvitationSent.optional() });
const Removal = z.object({ revokedTokens: z.int() });
const MemberParams = z.object({ memberId: MemberId });
const tag = "Members";

export const listMembers = defineRoute({
  id: "listMembers",
  method: "GET",
  path: "/members",
  team: true,
  tag,
  summary: "List the team's members",
  permission: "team:admin:members:read",
  query: PageQuery,
  list: "members",
  response: Member,
});
export const inviteMember = defineRoute({
  id: "inviteMember",
  method: "POST",
  path: "/members",
  team: true,
  tag,
  summary: "Invite a person to the team by e-mail address",
  permission: "team:admin:members:manage",
  body: InviteBody,
  response: InvitedMember,
  revision: true,
  errors: ["already_member", "unknown_reference", "escalation"],
});
export const getMember = defineRoute({
  id: "getMember",
  method: "GET",
  path: "/members/{memberId}",
  team: true,
  tag,
  summary: "Get a member of the team",
  permission: "team:admin:members:read",
  params: MemberParams,
  response: Member,
  errors: ["not_found"],
});
export const resendInvitation = defineRoute({
  id: "resendInvitation",
  method: "POST",
  path: "/members/{memberId}/invitation",
  team: true,
  tag,
  summary: "Invite a person again who has not accepted yet; the earlier link ends",
  permission: "team:admin:members:manage",
  params: MemberParams,
  response: InvitationSent,
  errors: ["not_found", "already_member"],
});
export const removeMember = defineRoute({
  id: "removeMember",
  method: "DELETE",
  path: "/members/{memberId}",
  team: true,
  tag,
  summary: "Remove a member from the team; their own tokens are revoked",
  permission: "team:admin:members:manage",
  params: MemberParams,
  response: Removal,
  revision: true,
  errors: ["not_found", "last_owner"],
});

const orgTag = "Organization members";
export const listOrgMembers = defineRoute({
  id: "listOrgMembers",
  method: "GET",
  path: "/v1/org-members",
  tag: orgTag,
  summary: "List everyone in the organization",
  permission: "org:admin:members:read",
  query: PageQuery,
  list: "members",
  response: Member,
});
export const inviteOrgMember = defineRoute({
  id: "inviteOrgMember",
  method: "POST",
  path: "/v1/org-members",
  tag: orgTag,
  summary: "Invite a person to the organization by e-mail address",
  permission: "org:admin:members:manage",
  body: InviteBody,
  response: InvitedMember,
  revision: true,
  errors: ["already_member", "unknown_reference", "escalation"],
});
export const getOrgMember = defineRoute({
  id: "getOrgMember",
  method: "GET",
  path: "/v1/org-members/{memberId}",
  tag: orgTag,
  summary: "Get a person of the organization",
  permission: "org:admin:members:read",
  params: MemberParams,
  response: Member,
  errors: ["not_found"],
});
export const resendOrgInvitation = defineRoute({
  id: "resendOrgInvitation",
  method: "POST",
  path: "/v1/org-members/{memberId}/invitation",
  tag: orgTag,
  summary: "Invite a person again who has not accepted yet; the earlier link ends",
  permission: "org:admin:members:manage",
  params: MemberParams,
  response: InvitationSent,
  errors: ["not_found", "already_member"],
});
export const removeOrgMember = defineRoute({
  id: "removeOrgMember",
  method: "DELETE",
  path: "/v1/org-members/{memberId}",
  tag: orgTag,
  summary: "Remove a person from the organization and all its teams; their own tokens are revoked",
  permission: "org:admin:members:manage",
  params: MemberParams,
  response: Removal,
  revision: true,
  errors: ["not_found", "last_owner"],
});
