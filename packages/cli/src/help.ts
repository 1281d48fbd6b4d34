type Example = readonly [command: string, does?: string];

/** Below the help of a command: `addHelpText("after", examples(…))`. */
export function examples(...given: readonly Example[]): string {
  const lines = given.flatMap(([command, does]) => [...(does ? [`  # ${does}`] : []), `  $ ${command}`]);
  return `\nExamples:\n${lines.join("\n")}`;
}
