import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface Letter {
  readonly to: readonly string[];
  readonly text: string;
}

export interface Mailbox {
  /** For `KEYWRIGHT_SMTP_URL` and `KEYWRIGHT_MAIL_FROM`. */
  readonly env: Record<string, string>;
  readonly letters: readonly Letter[];
  close(): Promise<void>;
}

/** A mail server that keeps what it is given. */
export async function openMailbox(): Promise<Mailbox> {
  const letters: Letter[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = envelope.rcptTo.map(({ address }) => address);
        letters.push({ to, text: unfold(Buffer.concat(chunks).toString("utf8")) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    env: { KEYWRIGHT_SMTP_URL: `smtp://127.0.0.1:${port}`, KEYWRIGHT_MAIL_FROM: "keywright@example.com" },
    letters,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Long lines are folded for the way (RFC 2045 section 6.7). */
function unfold(text: string): string {
  return text.replaceAll("=\r\n", "").replaceAll("=3D", "=");
}

/** The link in a letter to this address, once it has come. */
export function linkTo(mailbox: Mailbox, address: string): string | undefined {
  const letter = mailbox.letters.findLast(({ to }) => to.includes(address));
  return letter && /http\S+#\S+/.exec(letter.text)?.[0];
}
