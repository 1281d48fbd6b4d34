/** What a script learns from the end of the process: the kind of failure. Stable; documented in docs/command-line.md. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  notLoggedIn: 3,
  notPermitted: 4,
  notFound: 5,
  conflict: 6,
  inputRefused: 7,
  noAnswer: 8,
  tooManyRequests: 9,
  /** The command worked, and what it was asked is not so. */
  no: 10,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Of a refusal of the API. */
export function exitCodeOf(status: number): ExitCode {
  switch (status) {
    case 401:
      return EXIT.notLoggedIn;
    case 403:
      return EXIT.notPermitted;
    case 404:
      return EXIT.notFound;
    case 409:
    case 412:
      return EXIT.conflict;
    case 429:
      return EXIT.tooManyRequests;
    case 502:
    case 503:
    case 504:
      return EXIT.noAnswer;
    default:
      return status >= 400 && status < 500 ? EXIT.inputRefused : EXIT.unexpected;
  }
}
