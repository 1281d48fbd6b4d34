import { VERIFY_CHECKS_MAX } from "@keywright/contract";
import type { Verifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/web";
import { expectProblem } from "./guard-expect.ts";
import type { Http } from "./guard-http.ts";
import type { TestService } from "./harness.ts";

/** A way in which a token can be judged. */
export interface Door {
  readonly name: string;
  /** For each token `allowed`, or why not; undefined for what this door cannot carry. */
  judge(tokens: readonly string[]): Promise<(string | undefined)[]>;
  /** What this door says of a token that is refused with a code; the code itself unless it says less. */
  readonly says?: (code: string) => string;
}

/** The operator holds it, in the organization and at no particular place. */
const PERMISSION = "org:admin:organization:read";

/** Every door through which somebody learns whether a token is good: the service's, and those in an API's own process. */
export function doorsOf(kw: TestService, http: Http, verifier: Verifier): readonly Door[] {
  const authorization = `Bearer ${kw.operatorToken}`;
  return [
    {
      name: "the API itself",
      judge: each(async (token) => {
        if (!isHeaderText(token)) return undefined;
        const answer = await http.send({ method: "GET", path: "/v1/login", token });
        return answer.status === 200 ? "allowed" : expectProblem(answer, codeIn(answer.json)).code;
      }),
    },
    {
      name: "verify",
      judge: inBatches(async (tokens) => {
        const checks = tokens.map((token) => ({ token, permission: PERMISSION }));
        const { verdicts } = (await kw.operator.verify({ body: { checks } })) as {
          verdicts: { allowed: boolean; reason?: string }[];
        };
        return verdicts.map(({ allowed, reason }) => (allowed ? "allowed" : reason));
      }),
    },
    {
      name: "AuthZEN",
      judge: inBatches(async (tokens) => {
        const json = {
          action: { name: PERMISSION },
          resource: { type: "organization", id: "acme" },
          evaluations: tokens.map((id) => ({ subject: { type: "token", id } })),
        };
        const path = "/access/v1/evaluations";
        const answer = await http.send({ method: "POST", path, json, headers: { authorization } });
        const { evaluations } = answer.json as {
          evaluations: { decision: boolean; context?: { reason?: string } }[];
        };
        return evaluations.map(({ decision, context }) => (decision ? "allowed" : context?.reason));
      }),
    },
    {
      name: "forward-auth",
      judge: each(async (token) => {
        if (!isHeaderText(token)) return undefined;
        const path = `/v1/forward-auth?permission=${PERMISSION}`;
        const { status, headers } = await http.send({ method: "GET", path, token });
        if (status === 200) return "allowed";
        return status === 401 ? String(headers["x-keywright-reason"]) : `status ${status}`;
      }),
    },
    {
      name: "introspection",
      says: () => "inactive",
      judge: each(async (token) => {
        const { status, text, json } = await postForm(http, "/oauth2/introspect", token, { authorization });
        if (status === 200 && (json as { active?: unknown }).active === true) return "allowed";
        return text === '{"active":false}' ? "inactive" : `${status} ${text}`;
      }),
    },
    ...doorsInProcess(kw, verifier),
  ];
}

function doorsInProcess(kw: TestService, verifier: Verifier): Door[] {
  const protectedRoute = createGuard(verifier).protect(PERMISSION, {}, () => new Response("in"));
  return [
    {
      name: "a verifier in the API's own process",
      judge: each(async (token) => {
        const atLeastRevision = kw.app.authority.state.revision;
        const verdict = await verifier.verify(token, { permission: PERMISSION, atLeastRevision });
        return verdict.allowed ? "allowed" : verdict.reason;
      }),
    },
    {
      name: "a route protected by an adapter",
      judge: each(async (token) => {
        if (!isHeaderText(token)) return undefined;
        const headers = { authorization: `Bearer ${token}` };
        const answer = await protectedRoute(new Request("https://api.example/", { headers }));
        if (answer.status === 200) return "allowed";
        const { code } = (await answer.json()) as { code: string };
        return answer.status === 401 ? code : `status ${answer.status}`;
      }),
    },
  ];
}

/** Sends each token to the revocation endpoint; answers what was not 200. */
export async function revocationsNotTaken(http: Http, tokens: readonly string[]): Promise<string[]> {
  const answers = await each((token) => postForm(http, "/oauth2/revoke", token))(tokens);
  return answers.filter(({ status }) => status !== 200).map(({ text }) => text);
}

function postForm(http: Http, path: string, token: string, headers: Record<string, string> = {}) {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  // URLSearchParams would leave a parameter without a value out of what is asked.
  const body = new URLSearchParams({ token: token === "" ? " " : token }).toString();
  return http.send({ method: "POST", path, body, headers: { ...type, ...headers } });
}

function each<T>(judge: (token: string) => Promise<T>) {
  return async (tokens: readonly string[]): Promise<T[]> => {
    const judged: T[] = [];
    for (const token of tokens) judged.push(await judge(token));
    return judged;
  };
}

/** Within what a body may hold, and a request may ask. */
function inBatches(judge: (tokens: readonly string[]) => Promise<(string | undefined)[]>) {
  return async (tokens: readonly string[]): Promise<(string | undefined)[]> => {
    const longest = Math.max(...tokens.map((token) => token.length + 100));
    const size = Math.min(VERIFY_CHECKS_MAX, Math.floor(900_000 / longest));
    const judged: (string | undefined)[] = [];
    for (let at = 0; at < tokens.length; at += size) {
      judged.push(...(await judge(tokens.slice(at, at + size))));
    }
    return judged;
  };
}

/** What a header cannot carry can only be asked about. */
function isHeaderText(token: string): boolean {
  return /^[\x20-\x7e]*$/.test(token);
}

function codeIn(json: unknown) {
  return ((json ?? {}) as { code?: never }).code ?? [];
}
