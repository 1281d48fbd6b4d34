import { SSO_ATTEMPT_SECONDS } from "@keywright/contract";
import { CALLBACK_PATH } from "./callback-url.ts";

const NAME = "keywright.sso_attempt";

/**
 * Binds a sign-in to the browser that began it. Sent along when the issuer sends the browser back, which is a
 * navigation from another site: so Lax, not Strict.
 */
export function attemptCookie(
  publicUrl: string,
  secret: string,
  maxAgeSeconds = SSO_ATTEMPT_SECONDS,
): string {
  const attributes = [`Path=${CALLBACK_PATH}`, `Max-Age=${maxAgeSeconds}`, "HttpOnly", "SameSite=Lax"];
  if (new URL(publicUrl).protocol === "https:") attributes.push("Secure");
  return [`${NAME}=${secret}`, ...attributes].join("; ");
}

export function endedAttemptCookie(publicUrl: string): string {
  return attemptCookie(publicUrl, "", 0);
}

/** Undefined without one, and with two: then it cannot be told which is ours. */
export function readAttemptCookie(header: string | undefined): string | undefined {
  const values = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1));
  return values.length === 1 && values[0] !== "" ? values[0] : undefined;
}
