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

export interface ExpiryLetter {
  readonly tokenName: string;
  readonly orgName: string;
  readonly teamName: string | undefined;
  readonly expiresAt: Date;
  /** Begun days count. */
  readonly daysLeft: number;
  readonly lastUsedAt: Date | null;
  /** Why the reader is told. */
  readonly because: "holder" | "issuer" | "owner";
  readonly tokenLink: string;
  readonly settingsLink: string;
}

const DAY_SECONDS = 24 * 3600;
const HOUR_SECONDS = 3600;

export function letterOfInvitation({ orgName, teamName, invitedBy, link }: InvitationLetter): Letter {
  const place = placeName(orgName, teamName);
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

export function letterOfExpiry(letter: ExpiryLetter): Letter {
  const { tokenName, orgName, teamName, expiresAt, daysLeft, lastUsedAt } = letter;
  const when = daysLeft === 1 ? "within a day" : `in ${daysLeft} days`;
  const used = lastUsedAt === null ? "It has never been used." : `It was last used on ${utc(lastUsedAt)}.`;
  return {
    subject: `The API token ${tokenName} expires ${when}`,
    text: [
      `The API token ${tokenName} of ${placeName(orgName, teamName)} expires ${when}, on ${utc(expiresAt)}. Every call with it is refused from then on.`,
      used,
      "If it is still needed: issue another in time, put that in its place, and revoke this one on its page:",
      letter.tokenLink,
      "If it is not needed any more, there is nothing to do.",
      `You are told because ${REASONS[letter.because]}. Whoever may edit the settings there changes such notices, or switches them off:`,
      letter.settingsLink,
    ].join("\n\n"),
  };
}

const REASONS: Readonly<Record<ExpiryLetter["because"], string>> = {
  holder: "the token belongs to you",
  issuer: "you issued the token",
  owner: "you are an owner there, and nobody else answers for the token",
};

function placeName(orgName: string, teamName: string | undefined): string {
  return teamName === undefined ? orgName : `the team ${teamName} of ${orgName}`;
}

/** As `2026-12-06 10:15:30 UTC`. */
function utc(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
