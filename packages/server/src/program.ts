import { pino } from "pino";
import { type App, createApp } from "./app.ts";
import { runCommand } from "./commands.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { builtConsole } from "./console/build.ts";
import { greeting } from "./greeting.ts";

const EX_CONFIG = 78;
/** A signal that comes so much later ends the process at once. */
const IMPATIENT_AFTER_MS = 1000;
/** Whoever runs us kills us soon after: a database that does not answer must not keep us from ending by ourselves. */
const STOPPING_MAX_MS = 9000;

async function serve(): Promise<void> {
  const { config, secrets } = readConfig(process.env);
  const logger = pino({ level: config.logLevel });
  const app = await createApp(config, secrets, logger, undefined, {
    consoleFolder: await builtConsole(),
  });
  endOnSignals(app);
  await listen(app, config);
  process.stdout.write(greeting(config, app));
}

/** Before anybody is told that we are here: whoever started us may want us to stop at once. */
function endOnSignals(app: App): void {
  let closingSince: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // npm passes on the signal that the terminal has sent already: the same wish twice is no second one.
      if (closingSince !== undefined) {
        if (Date.now() - closingSince > IMPATIENT_AFTER_MS) process.exit(1);
        return;
      }
      closingSince = Date.now();
      setTimeout(() => {
        process.stderr.write(
          `Stopping has taken ${STOPPING_MAX_MS} ms: ending without waiting any longer.\n`,
        );
        process.exit(1);
      }, STOPPING_MAX_MS).unref();
      app.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

async function listen(app: App, { port, host }: Config): Promise<void> {
  try {
    await app.http.listen({ port, host });
  } catch (error) {
    await app.close();
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new ConfigError(`Port ${port} on ${host} is taken: set KEYWRIGHT_PORT to another.`);
    if (syscall !== "listen" && syscall !== "getaddrinfo") throw error;
    throw new ConfigError(
      `Cannot listen on ${host} port ${port} (${code}): see KEYWRIGHT_HOST and KEYWRIGHT_PORT.`,
    );
  }
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EX_CONFIG);
  }
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (typeof path === "string" && syscall !== undefined) {
    process.stderr.write(`Cannot use ${path} (${code}): see the settings that name files and folders.\n`);
    process.exit(EX_CONFIG);
  }
  console.error(error);
  process.exit(1);
}

const [command, ...args] = process.argv.slice(2);
(command === undefined ? serve() : runCommand(command, args)).catch(fail);
