import { SSO_ERRORS, type SsoError } from "@keywright/contract";
import { ApiError } from "@keywright/sdk";
import { clientOf } from "../api/client.ts";
import type { Outcome, SignInRefusal } from "./attempt.ts";
import { keepWayBack } from "./way-back.ts";

/** Leads to the identity provider of the organization that the address belongs to, and then to `next`. */
export async function signInWithOrg(
  email: string,
  next: string | undefined,
): Promise<Outcome<{ url: string }>> {
  if (!email.includes("@")) {
    return { data: null, error: { message: "Type your e-mail first: it says which organization is yours." } };
  }
  try {
    const data = await clientOf().startSso({ body: { email } });
    keepWayBack(next);
    window.location.assign(data.url);
    return { data, error: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { data: null, error: { status: error.status, code: error.code, message: error.message } };
  }
}

/** Why the identity provider sent somebody back without a session: `error` of the page's address. */
export function singleSignOnFailure(code: string | undefined): SignInRefusal | undefined {
  if (code === undefined) return undefined;
  return { message: isSsoError(code) ? SSO_ERRORS[code] : "This sign-in did not work. Begin again." };
}

function isSsoError(code: string): code is SsoError {
  return Object.hasOwn(SSO_ERRORS, code);
}
