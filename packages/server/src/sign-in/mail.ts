import nodemailer from "nodemailer";
import type { Config, ConfigSecrets } from "../config.ts";
import {
  type ExpiryLetter,
  type InvitationLetter,
  type Letter,
  letterOfExpiry,
  letterOfInvitation,
  letterOfPasswordReset,
} from "./letters.ts";

const TIMEOUT_MS = 20_000;

export interface Recipient {
  readonly email: string;
  readonly name?: string | null | undefined;
}

/** Sends letters, never while a transaction is open: a mail server takes its time, and what it has sent stays sent. */
export interface Mailer {
  /** Whether a mail server is set. */
  readonly canSend: boolean;
  sendInvitation(to: Recipient, letter: InvitationLetter): Promise<void>;
  sendPasswordReset(to: Recipient, link: string): Promise<void>;
  sendExpiryNotice(to: Recipient, letter: ExpiryLetter): Promise<void>;
  close(): void;
}

export function createMailer(smtpUrl: ConfigSecrets["smtpUrl"], { from }: Config["mail"]): Mailer {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const transport =
    smtpUrl === undefined ? undefined : nodemailer.createTransport({ url: smtpUrl, ...timeouts });

  async function send({ email, name }: Recipient, letter: Letter): Promise<void> {
    const to = { address: email, name: name ?? "" };
    const failure = await transport?.sendMail({ from, to, ...letter }).then(
      () => undefined,
      (error: { code?: string }) => error.code ?? "unknown",
    );
    // Not in the mail server's own words: they may repeat the address.
    if (failure) throw new Error(`A mail could not be sent (${failure}): see KEYWRIGHT_SMTP_URL.`);
  }

  return {
    canSend: transport !== undefined,
    sendInvitation: (to, letter) => send(to, letterOfInvitation(letter)),
    sendPasswordReset: (to, link) => send(to, letterOfPasswordReset(link)),
    sendExpiryNotice: (to, letter) => send(to, letterOfExpiry(letter)),
    close: () => transport?.close(),
  };
}
