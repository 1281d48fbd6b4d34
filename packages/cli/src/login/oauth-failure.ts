import * as openid from "openid-client";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

const SENTENCES: Readonly<Record<string, string>> = {
  access_denied: "The login was denied.",
  expired_token: "Nobody approved in time.",
  invalid_grant: "The login is not good any more.",
  invalid_client: "The server does not know this command line.",
  server_error: "Something went wrong on the server.",
};

/** What the OAuth library throws, in words; `sentences` says some errors of the server better. */
export function failureFromOauth(
  url: string,
  error: unknown,
  sentences: Readonly<Record<string, string>> = SENTENCES,
): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof openid.AuthorizationResponseError) {
    return refused(sentences, error, EXIT.notLoggedIn);
  }
  if (error instanceof openid.ResponseBodyError) {
    return refused(sentences, error, exitCodeFor(error));
  }
  if (isSilence(error)) {
    return new Failure(EXIT.noAnswer, `Cannot reach ${url}: ${reasonOf(error)}.`, [], { cause: error });
  }
  return new Failure(EXIT.noAnswer, `${url} does not answer as Keywright does. Check the url.`, [], {
    cause: error,
  });
}

function refused(
  sentences: Readonly<Record<string, string>>,
  refusal: openid.AuthorizationResponseError | openid.ResponseBodyError,
  exitCode: ExitCode,
): Failure {
  const { error, error_description: description } = refusal;
  const sentence = sentences[error] ?? SENTENCES[error] ?? `The server refuses: ${error}.`;
  return new Failure(exitCode, sentence, description ? [description] : [], { cause: refusal });
}

function exitCodeFor({ status }: openid.ResponseBodyError): ExitCode {
  if (status === 429) return EXIT.tooManyRequests;
  return status >= 500 ? EXIT.noAnswer : EXIT.notLoggedIn;
}

/** The network's own errors come as the cause of `fetch`'s, which the library passes on or wraps. */
function isSilence(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TimeoutError") return true;
  return error instanceof TypeError ? error.message === "fetch failed" : isSilence(error.cause);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return code;
  return error.cause === undefined ? "no answer" : reasonOf(error.cause);
}
