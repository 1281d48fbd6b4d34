import { resolve } from "node:path";
import { pino } from "pino";
import { openInstallation } from "./installation.ts";
import { ConfigError, readConfig } from "./config.ts";
import { rotateMasterKeyCommand } from "./encryption/rotate-master-key.ts";
import { install, issueOperatorToken } from "./install/install.ts";
import { makeResetLink } from "./sign-in/reset-password.ts";
import { startSignIn } from "./sign-in/start.ts";

type Installation = Awaited<ReturnType<typeof openInstallation>>;
type Settings = ReturnType<typeof readConfig>;

const onError = (error: Error) => console.error(error.message);

const COMMANDS: Record<
  string,
  (installation: Installation, args: string[], settings: Settings) => Promise<string>
> = {
  async "operator-token"(installation, [file]) {
    if (!file) throw new ConfigError("Say where to write the token: operator-token <file>.");
    await issueOperatorToken(installation, resolve(file), new Date());
    return `Wrote a new operator token to ${resolve(file)}. It is shown nowhere else.`;
  },
  async "rotate-master-key"(installation) {
    const { rewrappedKeys, masterKeyId } = await rotateMasterKeyCommand({ ...installation, now: new Date() });
    return `Wrapped ${rewrappedKeys} data keys with master key ${masterKeyId}.`;
  },
  async "reset-password"(installation, [email], { config, secrets }) {
    if (!email) throw new ConfigError("Say whose password: reset-password <e-mail address>.");
    const logger = pino({ level: config.logLevel });
    const signIn = await startSignIn(config, secrets, { ...installation, logger, onError });
    const link = await makeResetLink(installation.database, signIn, email, new Date());
    await signIn.stop();
    return `Whoever opens this link chooses the password of ${email}. It works once, within an hour:\n${link}`;
  },
};

/** What is done on the machine itself, by whoever has its data: the embedded database must not be in use meanwhile. */
export async function runCommand(name: string, args: string[]): Promise<void> {
  const command = COMMANDS[name];
  if (!command)
    throw new ConfigError(`There is no command ${name}. Known: ${Object.keys(COMMANDS).join(", ")}.`);
  const { config, secrets } = readConfig(process.env);
  const installation = await openInstallation(config, secrets, onError);
  try {
    await install(installation, { ...config.init, tokenFile: undefined }, new Date());
    process.stdout.write(`${await command(installation, args, { config, secrets })}\n`);
  } finally {
    await installation.database.close();
  }
}
