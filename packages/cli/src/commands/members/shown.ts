import type { Api, DataOf } from "@keywright/contract";
import type { Cli } from "../../cli.ts";
import { idOf } from "../../named.ts";
import type { Column } from "../../output/table.ts";
import { dayOf } from "../../output/time.ts";

export type MemberSummary = DataOf<Api["listRoleMembers"]>;

export const MEMBER_COLUMNS: readonly Column<MemberSummary>[] = [
  { head: "E-MAIL", cell: addressOf, style: () => "bold" },
  { head: "NAME", cell: ({ name }) => name },
  { head: "STATUS", cell: statusOf },
  { head: "MEMBER", cell: ({ id }) => id },
];

export function addressOf({ emails }: MemberSummary): string | undefined {
  return emails[0]?.address;
}

export function statusOf({ finalized }: MemberSummary): string {
  return finalized ? "member" : "invited";
}

const MEMBER_ID = /^mem_[0-9a-z]{26}$/;

/** By e-mail address, name or id. */
export function memberId(given: string, everyone: () => Promise<readonly MemberSummary[]>): Promise<string> {
  const byAddress = given.includes("@");
  const among = async () =>
    (await everyone()).map((member) => ({
      id: member.id,
      name: (byAddress ? addressOf(member) : member.name) ?? "",
      address: addressOf(member) ?? "",
    }));
  return idOf(byAddress ? given.toLowerCase() : given, {
    noun: "member",
    isId: MEMBER_ID,
    among,
    about: ({ address }) => address,
  });
}

interface WithInvitation {
  readonly invitation?: { readonly expiresAt: string; readonly link?: string | undefined } | undefined;
}

/** Where no mail is sent, whoever invites passes the link on: it is printed alone, as every secret is. */
export async function showInvitation(
  cli: Cli,
  { invitation }: WithInvitation,
  answer: object,
): Promise<void> {
  if (!invitation) return cli.out.result(answer);
  const until = `until ${dayOf(invitation.expiresAt)}`;
  if (invitation.link === undefined) {
    cli.words.note(`An invitation was sent by mail. It can be accepted ${until}.`);
    return cli.out.result(answer);
  }
  cli.words.note(`Pass this link on to them alone. It works once, ${until}.`);
  await cli.out.text(invitation.link, answer);
}
