import { pino } from "pino";
import { createApp } from "./app.ts";
import { runCommand } from "./commands.ts";
import { ConfigError, readConfig } from "./config.ts";
import { greeting } from "./greeting.ts";

const EX_CONFIG = 78;
/** A signal that comes so much later ends the process at once. */
const IMPATIENT_AFTER_MS = 1000;

async function serve(): Promise<void> {
  const { config, secrets } = readConfig(process.env);
  const logger = pino({ level: config.logLevel });
  const app = await createApp(config, secrets, logger);
  try {
    await app.http.listen({ port: config.port, host: config.host });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`Port ${config.port} on ${config.host} is taken. Set KEYWRIGHT_PORT to another.`);
  }
  process.stdout.write(greeting(config, app));

  let closingSince: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // npm passes on the signal that the terminal has sent already: the same wish twice is no second one.
      if (closingSince !== undefined) {
        if (Date.now() - closingSince > IMPATIENT_AFTER_MS) process.exit(1);
        return;
      }
      closingSince = Date.now();
      app.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EX_CONFIG);
  }
  console.error(error);
  process.exit(1);
}

const [command, ...args] = process.argv.slice(2);
(command === undefined ? serve() : runCommand(command, args)).catch(fail);
