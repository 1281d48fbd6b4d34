import { INVITATION_SECONDS, RESET_LINK_SECONDS } from "@keywright/contract";

// Plain text: nothing in it can be mistaken for ours, whatever people are called.

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

export interface InvitationLetter {
  readonly orgName: string;
  readonly teamName: string | undefined;
  readonly invitedBy: string | undefined;
  readonly link: string;
}

const DAY_SECONDS = 24 * 3600;
const HOUR_SECONDS = 3600;

export function letterOfInvitation({ orgName, teamName, invitedBy, link }: InvitationLetter): Letter {
  const place = teamName === undefined ? orgName : `the team ${teamName} of ${orgName}`;
  const who = invitedBy === undefined ? "You have been invited" : `${invitedBy} has invited you`;
  return {
    subject: `Invitation to ${orgName} on Keywright`,
    text: [
      `${who} to ${place} on Keywright.`,
      `Accept with this link; it works once, within ${INVITATION_SECONDS / DAY_SECONDS} days:`,
      link,
      "If you did not expect this, ignore it: nothing happens without you.",
    ].join("\n\n"),
  };
}

export function letterOfPasswordReset(link: string): Letter {
  return {
    subject: "A new password for Keywright",
    text: [
      "Someone, probably you, has asked for a new password for Keywright.",
      `Choose one with this link; it works once, within ${RESET_LINK_SECONDS / HOUR_SECONDS} hour:`,
      link,
      "If it was not you, ignore this: your password stays as it is.",
    ].join("\n\n"),
  };
}
