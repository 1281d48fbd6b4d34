import { EXIT } from "./exit-codes.ts";
import { failureFrom, Interrupted } from "./failure.ts";
import { watchForInterruption } from "./interruption.ts";
import { paintFor } from "./output/colours.ts";
import { withoutTokens } from "./output/text.ts";
import { createWords } from "./output/words.ts";
import { createProgram } from "./program.ts";

async function main(argv: readonly string[]): Promise<void> {
  const interruption = watchForInterruption();
  try {
    await Promise.race([
      createProgram(interruption).parseAsync(argv, { from: "user" }),
      interruption.reached,
    ]);
  } catch (error) {
    endWith(error, argv);
  }
}

function endWith(error: unknown, argv: readonly string[]): void {
  const { exitCode, message, more, cause } = failureFrom(error);
  process.exitCode = exitCode;
  if (message !== "") {
    const { stderr } = process;
    createWords(stderr, paintFor(stderr, !argv.includes("--no-color")), false).fail(message, more);
    if (argv.includes("--debug")) tellCause(cause ?? error);
  }
  // Whatever is still open was part of what has been interrupted.
  if (error instanceof Interrupted) process.exit(EXIT.interrupted);
}

function tellCause(cause: unknown): void {
  if (cause instanceof Error) process.stderr.write(`${withoutTokens(cause.stack ?? cause.message)}\n`);
}

/** Whoever reads our output may have seen enough (`| head -1`): that is no failure, and there is nobody left to tell. */
function endQuietlyWithReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

endQuietlyWithReader(process.stdout);
endQuietlyWithReader(process.stderr);
process.on("uncaughtException", (error) => {
  endWith(error, process.argv);
  process.exit();
});
await main(process.argv.slice(2));
