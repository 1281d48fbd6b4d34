import type { Logger } from "pino";
import type { Config, ConfigSecrets } from "../config.ts";
import type { Database } from "../db/database.ts";
import { type Encryption, INSTALLATION_SCOPE } from "../encryption/data-keys.ts";
import { createAttempts } from "./attempts.ts";
import { type Auth, createAuth } from "./auth.ts";
import { createBackground } from "./background.ts";
import { createLinks, type Links } from "./links.ts";
import { createMailer, type Mailer } from "./mail.ts";
import { createPasswordDoor, type PasswordDoor } from "./password-door.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";
import { startTidying } from "./tidying.ts";

interface StartDeps {
  readonly database: Database;
  readonly encryption: Encryption;
  readonly logger: Logger;
  readonly onError: (error: Error) => void;
}

export interface RunningSignIn {
  readonly auth: Auth;
  readonly links: Links;
  readonly mailer: Mailer;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly door: PasswordDoor;
  readonly cookieName: string;
  /** For what nobody waits for. */
  inBackground(task: Promise<unknown>): void;
  stop(): Promise<void>;
}

/** Everything by which people come in, on one database and by one secret. */
export async function startSignIn(
  config: Pick<Config, "publicUrl" | "mail">,
  { smtpUrl }: Pick<ConfigSecrets, "smtpUrl">,
  { database, encryption, logger, onError }: StartDeps,
): Promise<RunningSignIn> {
  const { publicUrl } = config;
  const derived = await encryption.derive(database.kysely, INSTALLATION_SCOPE, "sign-in");
  const secret = Buffer.from(derived).toString("base64url");
  const links = createLinks(publicUrl);
  const background = createBackground(onError);
  const { inBackground } = background;
  const mailer = createMailer(smtpUrl, config.mail);
  const auth = createAuth({ database, publicUrl, secret, logger, mailer, links, inBackground });
  const { name } = (await auth.$context).authCookies.sessionToken;
  const sessions = createSessions(database, { name, secret }, inBackground);
  const stopTidying = startTidying(database, onError);
  return {
    auth,
    links,
    mailer,
    sessions,
    signIn: createSignIn(auth),
    door: createPasswordDoor({ database, attempts: createAttempts(database), inBackground }),
    cookieName: name,
    inBackground,
    async stop() {
      await stopTidying();
      await background.stop();
      mailer.close();
    },
  };
}
