import { resolve } from "node:path";
import { openInstallation } from "./app.ts";
import { ConfigError, readConfig } from "./config.ts";
import { rotateMasterKeyCommand } from "./encryption/rotate-master-key.ts";
import { install, issueOperatorToken } from "./install/install.ts";

type Installation = Awaited<ReturnType<typeof openInstallation>>;

const COMMANDS: Record<string, (installation: Installation, args: string[]) => Promise<string>> = {
  async "operator-token"(installation, [file]) {
    if (!file) throw new ConfigError("Say where to write the token: operator-token <file>.");
    await issueOperatorToken(installation, resolve(file), new Date());
    return `Wrote a new operator token to ${resolve(file)}. It is shown nowhere else.`;
  },
  async "rotate-master-key"(installation) {
    const { rewrappedKeys, masterKeyId } = await rotateMasterKeyCommand({ ...installation, now: new Date() });
    return `Wrapped ${rewrappedKeys} data keys with master key ${masterKeyId}.`;
  },
};

/** What is done on the machine itself, by whoever has its data: the embedded database must not be in use meanwhile. */
export async function runCommand(name: string, args: string[]): Promise<void> {
  const command = COMMANDS[name];
  if (!command)
    throw new ConfigError(`There is no command ${name}. Known: ${Object.keys(COMMANDS).join(", ")}.`);
  const { config, secrets } = readConfig(process.env);
  const installation = await openInstallation(config, secrets, (error) => console.error(error.message));
  try {
    await install(installation, { ...config.init, tokenFile: undefined }, new Date());
    process.stdout.write(`${await command(installation, args)}\n`);
  } finally {
    await installation.database.close();
  }
}
