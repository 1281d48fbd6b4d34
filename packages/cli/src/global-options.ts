import type { Command } from "commander";

/** Understood by every command, before it or behind it. */
export interface GlobalOptions {
  readonly context?: string;
  readonly url?: string;
  readonly team?: string;
  readonly org?: string;
  readonly json?: true;
  readonly output?: string;
  readonly color: boolean;
  readonly quiet?: true;
  readonly debug?: true;
}

export function addGlobalOptions(program: Command): void {
  program
    .option("--context <name>", "use this context instead of the current one")
    .option("--url <url>", "address of the Keywright server")
    .option("--team <team>", "act in this team")
    .option("--org <org>", "act in this organization")
    .option("--json", "print data as JSON")
    .option("--output <file>", "write data to a file that you alone can read")
    .option("--no-color", "print without colours (as NO_COLOR does)")
    .option("--quiet", "print data and errors only")
    .option("--debug", "tell every request: method, path, status, request id; never a token");
}
