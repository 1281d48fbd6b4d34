import { LifetimeSeconds, Name, NarrowingInput } from "@keywright/contract";
import { requireParameter } from "../form.ts";
import { OauthError } from "../oauth-error.ts";

const TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
export const ACCESS_TOKEN = `${TOKEN_TYPE}access_token`;

/** RFC 8693 section 2.1, and our own `narrowing`, `lifetime_seconds` and `name`. */
export interface ExchangeForm {
  readonly subjectToken: string;
  /** Our own token, or one of an issuer that a trust rule names. */
  readonly subject: "access_token" | "ci_token";
  readonly narrowing: ReturnType<typeof NarrowingInput.parse> | undefined;
  readonly lifetimeSeconds: number | undefined;
  readonly name: string | undefined;
}

export function readExchangeForm(form: ReadonlyMap<string, string>, issuer: string): ExchangeForm {
  refuseOtherKinds(form, issuer);
  return {
    subject: readSubject(requireParameter(form, "subject_token_type")),
    subjectToken: requireParameter(form, "subject_token"),
    narrowing: readNarrowing(form.get("narrowing"), form.get("scope")),
    lifetimeSeconds: readLifetime(form.get("lifetime_seconds")),
    name: readName(form.get("name")),
  };
}

function refuseOtherKinds(form: ReadonlyMap<string, string>, issuer: string): void {
  const requested = form.get("requested_token_type");
  if (requested !== undefined && requested !== ACCESS_TOKEN)
    throw new OauthError("invalid_request", "Only access tokens are issued here");
  if (form.has("actor_token") || form.has("actor_token_type"))
    throw new OauthError("invalid_request", "Nobody acts for somebody else here: leave actor_token out");
  const targets = [form.get("audience"), form.get("resource")];
  if (targets.some((target) => target !== undefined && target !== issuer))
    throw new OauthError("invalid_target", "Tokens are issued for this installation alone");
}

function readSubject(type: string): ExchangeForm["subject"] {
  if (type === ACCESS_TOKEN) return "access_token";
  if (type === `${TOKEN_TYPE}jwt` || type === `${TOKEN_TYPE}id_token`) return "ci_token";
  throw new OauthError("invalid_request", "This subject_token_type is not known here");
}

/** Permissions alone as `scope`, or a whole narrowing as JSON. */
function readNarrowing(text: string | undefined, scope: string | undefined): ExchangeForm["narrowing"] {
  if (text === undefined && scope === undefined) return undefined;
  if (text !== undefined && scope !== undefined)
    throw new OauthError("invalid_request", "Give scope or narrowing, not both");
  const given = scope === undefined ? parseJson(text ?? "") : { permissions: scope.split(" ") };
  const read = NarrowingInput.safeParse(given);
  if (read.success) return read.data;
  if (scope !== undefined) throw new OauthError("invalid_scope", "The scope is not a list of permissions");
  throw new OauthError("invalid_request", "The narrowing is not one, or names something that is none");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OauthError("invalid_request", "The narrowing is not JSON");
  }
}

function readLifetime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const read = LifetimeSeconds.safeParse(/^\d{1,10}$/.test(text) ? Number(text) : undefined);
  if (read.success) return read.data;
  throw new OauthError("invalid_request", "The lifetime_seconds are not a number of seconds, 60 at least");
}

function readName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const read = Name.safeParse(text);
  if (read.success) return read.data;
  throw new OauthError("invalid_request", "The name is too long, or holds what names may not hold");
}
