import type { Command } from "commander";

export interface LevelOption {
  readonly orgLevel?: true;
}

/** For what a team and the organization both have. Which organization that is, the token says. */
export function withLevel(command: Command): Command {
  return command.option("--org-level", "of the organization itself, instead of a team");
}
