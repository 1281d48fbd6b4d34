import { Argument } from "commander";
import type { AddCommand } from "../cli.ts";
import { type Candidate, candidates } from "../completion/candidates.ts";
import { SCRIPTS, type Shell } from "../completion/scripts.ts";
import { readContexts } from "../context/contexts-file.ts";
import { examples } from "../help.ts";

export const addCompletion: AddCommand = (program, run) => {
  program
    .command("completion")
    .description("print what makes your shell complete keywright's commands")
    .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(SCRIPTS)))
    .addHelpText(
      "after",
      examples(
        ["source <(keywright completion bash)", "in ~/.bashrc"],
        ["source <(keywright completion zsh)", "in ~/.zshrc, after compinit"],
        ["keywright completion fish > ~/.config/fish/completions/keywright.fish"],
      ),
    )
    .action(run((cli, _options: object, shell: Shell) => cli.out.text(SCRIPTS[shell].trimEnd())));
  program
    .command("complete [words...]", { hidden: true })
    .description("answer a shell that asks for completions")
    .action(
      run(async (cli, _options: object, words: string[] = []) => {
        const found = await candidates(program, words, values);
        if (found.length > 0) await cli.out.text(found.map(lineOf).join("\n"));
      }),
    );
};

function lineOf({ value, description }: Candidate): string {
  return description === "" ? value : `${value}\t${description}`;
}

/** Only what is known without asking a server: a key press must not wait for the network. */
async function values(name: string): Promise<readonly Candidate[]> {
  if (name === "context") return contextNames();
  if (name !== "operation") return [];
  const { api } = await import("@keywright/contract");
  return Object.values(api).map(({ id, summary }) => ({ value: id, description: summary }));
}

async function contextNames(): Promise<readonly Candidate[]> {
  const { contexts } = await readContexts();
  return Object.entries(contexts).map(([value, { url }]) => ({ value, description: url }));
}
