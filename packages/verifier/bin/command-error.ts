/** Exit codes by sysexits.h. */
export const EXIT = {
  usage: 64,
  notACatalogue: 65,
  unreadable: 66,
  unavailable: 69,
  unwritable: 73,
  refused: 77,
} as const;

/** What keeps the command from its work: one sentence for people, and the code it exits with. Never a secret in it. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(kind: keyof typeof EXIT, message: string) {
    super(message);
    this.exitCode = EXIT[kind];
  }
}
