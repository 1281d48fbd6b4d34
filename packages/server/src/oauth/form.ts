import { OauthError } from "./oauth-error.ts";

/**
 * The parameters of a form. RFC 6749 section 3.2: none may come twice, one without a value counts as left out, and those
 * nobody knows are passed over.
 */
export function readForm(body: unknown): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of pairsIn(typeof body === "string" ? body : "")) {
    if (form.has(name)) throw new OauthError("invalid_request", "A parameter is given more than once");
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === "") form.delete(name);
  return form;
}

/** Tokens need no escaping, and to be taken apart is all that most forms need. */
function pairsIn(text: string): Iterable<readonly [string, string]> {
  if (/[%+?]/.test(text)) return new URLSearchParams(text);
  const parts = text.split("&").filter((part) => part !== "");
  return parts.map((part) => {
    const equals = part.indexOf("=");
    return equals === -1 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
  });
}

export function requireParameter(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OauthError("invalid_request", `The parameter ${name} is missing`);
  return value;
}
