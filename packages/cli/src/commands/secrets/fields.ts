import { type Command, InvalidArgumentError, Option } from "commander";
import { orNothing } from "../../writing.ts";

export interface FieldOptions {
  readonly description?: string;
  readonly use?: "environment" | "arguments" | "environment-arguments";
  readonly priority?: number;
  readonly environment?: string;
}

export function withFields(command: Command): Command {
  return command
    .option("--description <text>", "what it is for; empty for nothing")
    .addOption(
      new Option("--use <use>", "given to what runs, to what is built, or to both").choices([
        "environment",
        "arguments",
        "environment-arguments",
      ]),
    )
    .option("--priority <number>", "0 to 100: of equal names, the higher one wins", wholeNumber)
    .option("--environment <name>", "the one environment that it serves; empty for all");
}

export function fieldsFrom({ description, use, priority, environment }: FieldOptions) {
  return {
    description: orNothing(description),
    secretType: use,
    priority,
    environment: orNothing(environment),
  };
}

function wholeNumber(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number from 0 to 100.");
}
