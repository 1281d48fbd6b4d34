import type { Command } from "commander";
import { type Connection, connectPubliclyTo, connectTo } from "./connection.ts";
import { choose } from "./context/chosen.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Interruption } from "./interruption.ts";
import { type KeyEnd, listenForKeyEnd } from "./key-end.ts";
import { paintFor } from "./output/colours.ts";
import { createOutput, type Output } from "./output/output.ts";
import { createWords, type Words } from "./output/words.ts";
import { createPrompts, type Prompts } from "./prompts.ts";

/** What every command is given. */
export interface Cli {
  readonly options: GlobalOptions;
  /** Data, on stdout. */
  readonly out: Output;
  /** Sentences, on stderr. */
  readonly words: Words;
  readonly ask: Prompts;
  readonly interruption: Interruption;
  /** The API, as whoever is logged in; fails with `not logged in` before anything else happens. */
  connect(): Promise<Connection>;
  /** For operations that ask for no token. */
  connectPublicly(): Promise<Omit<Connection, "token">>;
  /** Ends the process with this code when the command has ended well. */
  endWith(code: ExitCode): void;
}

function createCli(options: GlobalOptions, interruption: Interruption, keyEnd: KeyEnd): Cli {
  const { stdout, stderr, env } = process;
  // Prompts, and what else draws on the terminal, know the variable alone.
  if (!options.color) env["NO_COLOR"] = "1";
  const words = createWords(stderr, paintFor(stderr, options.color), options.quiet === true);
  return {
    options,
    words,
    out: createOutput({
      stdout,
      words,
      paint: paintFor(stdout, options.color),
      json: options.json === true,
      file: options.output,
    }),
    ask: createPrompts(interruption),
    interruption,
    connect: async () => connectTo(await choose(options, env), options, keyEnd),
    connectPublicly: async () => connectPubliclyTo(await choose(options, env), options, keyEnd),
    endWith: (code) => void (process.exitCode = code),
  };
}

/** What a command does, with its own options and its arguments in their order. */
type Handler<Options, Arguments extends readonly unknown[]> = (
  cli: Cli,
  options: Options,
  ...given: Arguments
) => Promise<void>;

export type Run = <Options, Arguments extends readonly unknown[]>(
  handler: Handler<Options, Arguments>,
) => (...given: unknown[]) => Promise<void>;

/** Puts one noun's commands into the tree; `run` makes the action of each. */
export type AddCommand = (program: Command, run: Run) => void;

/** Commander calls an action with the arguments, the options and the command. */
export function runWith(interruption: Interruption): Run {
  return <Options, Arguments extends readonly unknown[]>(handler: Handler<Options, Arguments>) =>
    async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const keyEnd = listenForKeyEnd();
      const cli = createCli(command.optsWithGlobals(), interruption, keyEnd);
      try {
        await handler(cli, given.at(-2) as Options, ...(given.slice(0, -2) as unknown as Arguments));
      } finally {
        await keyEnd.tell(cli.words);
      }
    };
}
