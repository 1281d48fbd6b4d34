import type { ApiError, ConnectionError } from "@keywright/sdk";
import { CommanderError } from "commander";
import { EXIT, exitCodeOf, type ExitCode } from "./exit-codes.ts";

/** Ends the command: one sentence, what to do about it, and the exit code. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: ExitCode;
  /** Lines below the sentence. */
  readonly more: readonly string[];

  constructor(exitCode: ExitCode, sentence: string, more: readonly string[] = [], options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
    this.more = more;
  }
}

/** The person pressed Ctrl-C, at a prompt or while something was under way. */
export class Interrupted extends Failure {
  constructor() {
    super(EXIT.interrupted, "Interrupted.");
  }
}

/** Every error that can reach the end of a command, in words. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return usageFailure(error);
  if (!(error instanceof Error)) return new Failure(EXIT.unexpected, "Something unexpected happened.");
  if (isApiError(error)) return refusal(error);
  if (isConnectionError(error)) return new Failure(EXIT.noAnswer, error.message);
  if (error instanceof TypeError && error.message.startsWith("params.")) {
    return new Failure(EXIT.usage, `An id is not valid: ${error.message}.`);
  }
  return unexpected(error);
}

/** By name: only commands that call the API load the SDK. */
function isApiError(error: Error): error is ApiError {
  return error.name === "ApiError";
}

function isConnectionError(error: Error): error is ConnectionError {
  return error.name === "ConnectionError";
}

/** Commander has said what is wrong, or shown its help, by the time it throws. */
function usageFailure({ exitCode, code }: CommanderError): Failure {
  const asked = exitCode === 0 && code !== "commander.help";
  return new Failure(asked ? EXIT.done : EXIT.usage, "");
}

function refusal(error: ApiError): Failure {
  const [sentence = "", ...lines] = error.message.split("\n");
  const fields = Object.entries(error.details ?? {}).flatMap(([field, messages]) =>
    messages.map((message) => `${field}: ${message}`),
  );
  const more = [...lines, ...fields, ...adviceOn(error), `Request ${error.requestId}, ${error.code}.`];
  // It is another that is silent, and no fault of the input.
  const exitCode = error.code === "platform_unavailable" ? EXIT.noAnswer : exitCodeOf(error.status);
  return new Failure(exitCode, sentence, more);
}

const ADVICE: Readonly<Record<string, string>> = {
  too_many_personal_tokens: "See which belong to you, and revoke one: keywright tokens mine",
  wrong_exposure: "See what your token is: keywright whoami",
};

function adviceOn({ status, code, details }: ApiError): readonly string[] {
  const withoutEnd = code === "lifetime_not_allowed" && details?.["expiresAt"] !== undefined;
  if (withoutEnd) return ["Say when it is to end: --expires 90d"];
  const advice = ADVICE[code];
  if (advice !== undefined) return [advice];
  if (status === 401 && process.env["KEYWRIGHT_TOKEN"])
    return ["The token comes from KEYWRIGHT_TOKEN, unless --context was given."];
  if (status === 401) return ["Log in again: keywright login"];
  if (status === 403) return ["See what your token may do: keywright whoami"];
  return [];
}

function unexpected(error: Error): Failure {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (path !== undefined && syscall !== undefined) {
    return new Failure(EXIT.unexpected, `Cannot ${syscall} ${path} (${code}).`, [], { cause: error });
  }
  return new Failure(
    EXIT.unexpected,
    `Something unexpected happened: ${error.message}`,
    ["Run it again with --debug to see where."],
    { cause: error },
  );
}
