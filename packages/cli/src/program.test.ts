import type { Command } from "commander";
import { expect, test } from "vitest";
import { watchForInterruption } from "./interruption.ts";
import { createProgram } from "./program.ts";

const program = createProgram(watchForInterruption());

/** Every command that does something, with its whole name. */
function leaves(command: Command, name: string): [string, Command][] {
  const subs = command.commands.filter((sub) => sub.name() !== "help");
  if (subs.length > 0) return subs.flatMap((sub) => leaves(sub, `${name} ${sub.name()}`));
  return [[name, command]];
}
const COMMANDS = leaves(program, "keywright").filter(([name]) => name !== "keywright complete");

test.each(COMMANDS)("%s says what it does, and shows how", (name, command) => {
  expect(command.description()).toMatch(/^[a-z].*[^.]$/);
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  expect(help).toMatch(new RegExp(`Examples:\n(  # .*\n)?  \\$ .*${name}`));
});

test.each(COMMANDS)("%s leaves the options that are understood everywhere to everywhere", (_, command) => {
  const everywhere = program.options.map(({ long }) => long);
  for (const { long } of command.options) expect(everywhere).not.toContain(long);
});

test.each(COMMANDS)("%s takes no secret from the command line", (_, command) => {
  const withValue = command.options.filter(({ required, optional }) => required || optional);
  for (const { long } of withValue) expect(long).not.toMatch(/^--(token|secret|password|value)$/);
});
