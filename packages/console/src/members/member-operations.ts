import type { CallOptions, Client } from "@keywright/sdk";
import { type Answer, read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";

export type MemberRow = Answer<"listMembers">["members"][number];
export type InvitationSent = Answer<"resendInvitation">;
export const MEMBERS_PER_PAGE = 50;

interface Invite {
  readonly email: string;
  readonly name?: string;
  readonly roles: string[];
}

/** The operations on members of a team, or of the organization where no team is in the address. */
export function useMemberOperations() {
  const { org, team, client, can } = usePlace();
  const scope = team === undefined ? "org" : "team";
  return {
    ...(team === undefined ? orgOperations(org, client) : teamOperations(org, team, client)),
    mayRead: can(`${scope}:admin:members:read`),
    mayManage: can(`${scope}:admin:members:manage`),
  };
}

type MemberOperations = ReturnType<typeof teamOperations>;

function teamOperations(org: string, teamId: string, client: Client) {
  const of = (memberId: string) => ({ params: { teamId, memberId } });
  return {
    list: (query: { page?: number; per_page?: number }) =>
      read(org, "listMembers", { params: { teamId }, query }),
    one: (memberId: string) => read(org, "getMember", of(memberId)),
    invite: (body: Invite, options: CallOptions) =>
      client.inviteMember({ params: { teamId }, body }, options),
    inviteAgain: (memberId: string, options: CallOptions) => client.resendInvitation(of(memberId), options),
    remove: (memberId: string, options: CallOptions) => client.removeMember(of(memberId), options),
  };
}

function orgOperations(org: string, client: Client): MemberOperations {
  const of = (memberId: string) => ({ params: { memberId } });
  return {
    list: (query) => read(org, "listOrgMembers", { query }),
    one: (memberId) => read(org, "getOrgMember", of(memberId)),
    invite: (body, options) => client.inviteOrgMember({ body }, options),
    inviteAgain: (memberId, options) => client.resendOrgInvitation(of(memberId), options),
    remove: (memberId, options) => client.removeOrgMember(of(memberId), options),
  };
}
