import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import type { AddCommand, Cli } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { VERSION } from "../version.ts";

/** Ours, not the server's: it refuses settings that it does not know. */
const NOT_SETTINGS = new Set(["KEYWRIGHT_URL", "KEYWRIGHT_TOKEN"]);
const SIGNAL_EXIT_BASE = 128;

export const addServe: AddCommand = (program, run) => {
  program
    .command("serve [command...]")
    .description("start the server on this machine, or run one of its commands")
    .addHelpText(
      "after",
      examples(
        ["keywright serve"],
        ["KEYWRIGHT_PORT=8080 KEYWRIGHT_DATA_DIR=/var/lib/keywright keywright serve"],
        ["keywright serve operator-token ./operator.token", "a token for a program to begin with"],
      ),
    )
    .addHelpText(
      "after",
      "\nIt is set up by the environment: KEYWRIGHT_PORT, KEYWRIGHT_PUBLIC_URL, DATABASE_URL, …",
    )
    .action(run((cli, _options: object, args: string[] = []) => serve(cli, args)));
};

async function serve(cli: Cli, args: readonly string[]): Promise<void> {
  const server = spawn(process.execPath, [serverMain(), ...args], {
    stdio: "inherit",
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_SETTINGS.has(name))),
  });
  // The server ends by itself and in good order; this process only waits for it.
  cli.interruption.passTo((signal) => void server.kill(signal));
  const [code, signal] = (await once(server, "close")) as [number | null, NodeJS.Signals | null];
  process.exitCode = code ?? SIGNAL_EXIT_BASE + (signal === null ? 0 : constants.signals[signal]);
}

/** The server is a package of its own: who only calls one does not install it. */
function serverMain(): string {
  try {
    return fileURLToPath(import.meta.resolve("@keywright/server/main"));
  } catch (cause) {
    throw new Failure(
      EXIT.unexpected,
      "The server is not installed here.",
      [`Install it beside the command line: npm install @keywright/server@${VERSION}`],
      { cause },
    );
  }
}
