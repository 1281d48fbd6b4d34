import type { Command, Option } from "commander";

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What may stand in a place that only the running command can fill: names of contexts, operations. */
export type Values = (name: string) => Promise<readonly Candidate[]>;

/** What the last word may become; `words` is what has been typed behind `keywright`, the last one perhaps empty. */
export async function candidates(
  program: Command,
  words: readonly string[],
  values: Values,
): Promise<readonly Candidate[]> {
  const typed = words.at(-1) ?? "";
  const { command, expects, position } = follow(program, words.slice(0, -1));
  const all = expects ? await optionValues(expects, values) : await places(command, position, typed, values);
  return all.filter(({ value }) => value.startsWith(typed));
}

interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly expects: Option | undefined;
  /** How many arguments of the command there are already. */
  readonly position: number;
}

function follow(program: Command, words: readonly string[]): Place {
  let command = program;
  let expects: Option | undefined;
  let position = 0;
  for (const word of words) {
    if (expects) {
      expects = undefined;
    } else if (word.startsWith("-")) {
      const option = optionsOf(command).find((option) => [option.long, option.short].includes(word));
      expects = option?.required ? option : undefined;
    } else {
      const sub = position === 0 ? command.commands.find((sub) => sub.name() === word) : undefined;
      [command, position] = sub ? [sub, 0] : [command, position + 1];
    }
  }
  return { command, expects, position };
}

/** Its own, and those that are understood everywhere. */
function optionsOf(command: Command): readonly Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

async function places(
  command: Command,
  position: number,
  typed: string,
  values: Values,
): Promise<readonly Candidate[]> {
  if (typed.startsWith("-")) {
    return optionsOf(command).map(({ long, short, description }) => ({
      value: long ?? short ?? "",
      description,
    }));
  }
  const subs = position === 0 ? command.createHelp().visibleCommands(command) : [];
  const argument = command.registeredArguments[position];
  const given = argument ? (argument.argChoices?.map(plain) ?? (await values(argument.name()))) : [];
  return [...subs.map((sub) => ({ value: sub.name(), description: sub.description() })), ...given];
}

function optionValues({ argChoices, long }: Option, values: Values): Promise<readonly Candidate[]> {
  return argChoices ? Promise.resolve(argChoices.map(plain)) : values(long?.slice(2) ?? "");
}

function plain(value: string): Candidate {
  return { value, description: "" };
}
