import type { Answered } from "./answered-page.tsx";
import { isLoopback } from "./loopback.ts";

/** Takes the answer to the command line where it waits in this browser. Nothing else is followed, whoever names it. */
export function goBack(verdict: Answered["verdict"], redirectTo: string | undefined): Answered {
  if (redirectTo === undefined || !isLoopback(redirectTo)) return { verdict, redirectTo: undefined };
  window.location.assign(redirectTo);
  return { verdict, redirectTo };
}
