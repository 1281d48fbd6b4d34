import { permissionLabel } from "@keywright/policy";
import { KEY_ENDS_HEADER } from "../ends-soon.ts";
import { REFUSALS, type RefusalCode } from "./words.ts";

const TYPE_BASE = "https://keywright.dev/problems/";
const REALM = `Bearer realm="keywright"`;
/** A verifier that has lost its server tries again within five seconds. */
const RETRY_AFTER_SECONDS = 5;

/** A finished answer, for any framework to send as it is. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RefusalParts {
  readonly code: RefusalCode;
  /** What the route asks for. */
  readonly permission: string;
  readonly requestId: string;
  /** For people; the title of the code unless said otherwise. */
  readonly detail?: string | undefined;
  /** When the caller's key ends, if it is authentic and ends soon. */
  readonly keyEnds?: string | undefined;
}

/** What stands beside every answer of a protected route that knows who asks, allowed or not. */
export function answerHeaders(permission: string, keyEnds: string | undefined): Record<string, string> {
  const accepted = { "x-accepted-permissions": permission };
  return keyEnds === undefined ? accepted : { ...accepted, [KEY_ENDS_HEADER]: keyEnds };
}

/** The answer to a request that is turned down, in the shape and the words of Keywright's own API. */
export function refusal({
  code,
  permission,
  requestId,
  detail = detailOf(code, permission),
  keyEnds,
}: RefusalParts): Refusal {
  const { status, title } = REFUSALS[code];
  const authenticate = challenge(code, permission);
  return {
    status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      // An answer about a credential is nobody else's.
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...answerHeaders(permission, keyEnds),
      ...(authenticate && { "www-authenticate": authenticate }),
      ...(code === "stale" && { "retry-after": String(RETRY_AFTER_SECONDS) }),
    },
    body: JSON.stringify({
      type: `${TYPE_BASE}${code}`,
      title,
      status,
      detail,
      code,
      requestId,
      error: { status, message: detail, id: code },
    }),
  };
}

function detailOf(code: RefusalCode, permission: string): string {
  if (code === "no_credentials") return "Send an API token: Authorization: Bearer <token>";
  if (code !== "permission_missing") return `${REFUSALS[code].title}.`;
  return (
    "The token used to authenticate does not have permission to access this endpoint.\n" +
    `The required permission is '${permissionLabel(permission)}'.`
  );
}

/** RFC 6750 section 3: bare without credentials, else what is wrong with them. */
function challenge(code: RefusalCode, permission: string): string | undefined {
  if (code === "no_credentials") return REALM;
  const { status, title } = REFUSALS[code];
  if (status === 401) return `${REALM}, error="invalid_token", error_description="${title}"`;
  if (code !== "permission_missing") return undefined;
  return `${REALM}, error="insufficient_scope", error_description="${title}", scope="${permission}"`;
}
