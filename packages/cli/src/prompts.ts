import { EXIT } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import type { Interruption } from "./interruption.ts";

/** Questions, on stderr. Where nobody sits at a terminal they are not asked, and the command says what to give it instead. */
export interface Prompts {
  readonly possible: boolean;
  /** `consequence` is a sentence, `verb` the word for doing it. `--yes` answers it beforehand. */
  confirm(consequence: string, verb: string, yes: boolean | undefined): Promise<void>;
  /** `instead` says how to give the answer without a prompt. */
  text(question: string, instead: string, initial?: string): Promise<string>;
  secret(question: string, instead: string): Promise<string>;
}

export function createPrompts(interruption: Interruption): Prompts {
  const possible = process.stdin.isTTY && process.stderr.isTTY;
  const refuse = (instead: string): never => {
    throw new Failure(EXIT.usage, instead);
  };
  const answered = async <T extends string | boolean>(answer: Promise<T | symbol>): Promise<T> => {
    const given = await answer;
    return typeof given === "symbol" ? interruption.raise() : given;
  };
  const settings = { output: process.stderr, signal: interruption.signal, withGuide: false };
  return {
    possible,
    async confirm(consequence, verb, yes) {
      if (yes) return;
      if (!possible) refuse(`${consequence} Nothing was done: add --yes to do it without being asked.`);
      const { confirm } = await import("@clack/prompts");
      const question = { message: consequence, active: verb, inactive: "Leave it", initialValue: false };
      if (await answered(confirm({ ...question, ...settings }))) return;
      throw new Failure(EXIT.interrupted, "Nothing was done.");
    },
    async text(question, instead, initial) {
      if (!possible) refuse(instead);
      const { text } = await import("@clack/prompts");
      const validate = (value: string | undefined) =>
        value?.trim() ? undefined : "Something is needed here.";
      return answered<string>(
        text({
          message: question,
          ...(initial !== undefined && { initialValue: initial }),
          validate,
          ...settings,
        }),
      );
    },
    async secret(question, instead) {
      if (!possible) refuse(instead);
      const { password } = await import("@clack/prompts");
      return answered<string>(password({ message: question, ...settings }));
    },
  };
}
