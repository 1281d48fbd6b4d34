import { USER_AGENT } from "../connection.ts";
import { debugFetch } from "../debug.ts";
import { type Finding, ok, type Patient, problem } from "./checks.ts";
import { checkClock } from "./clock.ts";
import { checkVersion, type Document } from "./version.ts";

const TIMEOUT_MS = 10_000;

/** Whether it is there, whether it can decide, what its clock says, and which version it is. */
export async function checkServer({ chosen: { url }, options }: Patient): Promise<readonly Finding[]> {
  const ask = askerOf(url, options.debug === true);
  const startMs = Date.now();
  const alive = await ask("/healthz");
  if (alive?.body?.status !== "ok") {
    const says = `${url} does not answer as Keywright does`;
    return [problem("server", says, "Check the url, and that the server runs.")];
  }
  const tookMs = Date.now() - startMs;
  const [ready, openApi] = [await ask("/readyz"), await ask("/openapi.json")];
  return [
    ok("server", `${url} answers in ${tookMs} ms`),
    ready?.status === 200
      ? ok("readiness", "the server can decide")
      : problem("readiness", "the server cannot decide now", `See ${url}/readyz, and the server's log.`),
    checkClock(alive.date, startMs, tookMs),
    checkVersion(openApi?.body),
  ];
}

interface Answer {
  readonly status: number;
  readonly date: string | null;
  /** Of `/healthz` or of `/openapi.json`; undefined when it is not JSON. */
  readonly body: ({ readonly status?: string } & Document) | undefined;
}

/** Undefined when there is no answer. */
type Ask = (path: string) => Promise<Answer | undefined>;

function askerOf(url: string, debug: boolean): Ask {
  const send = debugFetch(debug);
  return async (path) => {
    const headers = { "user-agent": USER_AGENT };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await send(`${url}${path}`, { headers, redirect: "manual", signal });
      const body = (await answer.json().catch(() => undefined)) as Answer["body"];
      return { status: answer.status, date: answer.headers.get("date"), body };
    } catch {
      return undefined;
    }
  };
}
