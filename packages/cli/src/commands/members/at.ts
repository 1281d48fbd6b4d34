import type { Api, BodyInput } from "@keywright/contract";
import type { CallOptions } from "@keywright/sdk";
import type { Connection } from "../../connection.ts";
import type { LevelOption } from "../../level.ts";

export type MembersAt = ReturnType<typeof ofTeam>;

/** Members of a team and of the organization are worked on in the same way. */
export function membersAt({ api, inTeam }: Connection, { orgLevel }: LevelOption): MembersAt {
  return orgLevel ? ofOrg(api) : ofTeam(api, inTeam);
}

function ofTeam(api: Connection["api"], inTeam: Connection["inTeam"]) {
  const at = (memberId: string) => ({ params: { ...inTeam, memberId } });
  return {
    list: () => Array.fromAsync(api.listMembers.rows({ params: inTeam })),
    get: (memberId: string) => api.getMember(at(memberId)),
    invite: (body: BodyInput<Api["inviteMember"]>, options: CallOptions) =>
      api.inviteMember({ params: inTeam, body }, options),
    inviteAgain: (memberId: string) => api.resendInvitation(at(memberId)),
    remove: (memberId: string, options: CallOptions) => api.removeMember(at(memberId), options),
  };
}

function ofOrg(api: Connection["api"]): MembersAt {
  const at = (memberId: string) => ({ params: { memberId } });
  return {
    list: () => Array.fromAsync(api.listOrgMembers.rows()),
    get: (memberId) => api.getOrgMember(at(memberId)),
    invite: (body, options) => api.inviteOrgMember({ body }, options),
    inviteAgain: (memberId) => api.resendOrgInvitation(at(memberId)),
    remove: (memberId, options) => api.removeOrgMember(at(memberId), options),
  };
}
