import { type ErrorCode, ERRORS } from "@keywright/contract";

const REALM = `Bearer realm="keywright"`;

/** `WWW-Authenticate` by RFC 6750 section 3: bare without credentials, else what is wrong with them. */
export function challenge(code: ErrorCode, permissions: readonly string[]): string | undefined {
  if (code === "no_credentials") return REALM;
  const { status, title } = ERRORS[code];
  if (status === 401) return invalidToken(title);
  if (code !== "permission_missing") return undefined;
  return `${REALM}, error="insufficient_scope", error_description="${title}", scope="${permissions.join(" ")}"`;
}

export function invalidToken(description: string): string {
  return `${REALM}, error="invalid_token", error_description="${description}"`;
}
