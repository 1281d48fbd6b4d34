import { parse } from "node:querystring";
import { OauthError } from "./oauth-error.ts";

/**
 * The parameters of a form. RFC 6749 section 3.2: none may come twice, one without a value counts as left out, and those
 * nobody knows are passed over.
 */
export function readForm(body: unknown): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  const given = parse(typeof body === "string" ? body : "", "&", "=", { maxKeys: 0 });
  for (const name in given) {
    const value = given[name];
    if (typeof value !== "string") throw new OauthError("invalid_request", "A parameter is given more than once");
    if (value !== "") form.set(name, value);
  }
  return form;
}

export function requireParameter(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OauthError("invalid_request", `The parameter ${name} is missing`);
  return value;
}
