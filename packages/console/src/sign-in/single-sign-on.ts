import { auth } from "../api/auth-client.ts";
import { isOwnPath } from "./enter.ts";

/** Leads to the identity provider of the organization that the address belongs to. */
export async function signInWithOrg(email: string, next = "/") {
  if (!email.includes("@")) {
    return { data: null, error: { message: "Type your e-mail first: it says which organization is yours." } };
  }
  const answer = await auth.$fetch<{ url: string }>("/sign-in/sso", {
    method: "POST",
    body: { email, callbackURL: isOwnPath(next) ? next : "/", errorCallbackURL: "/sign-in" },
  });
  if (answer.data) window.location.assign(answer.data.url);
  return answer;
}
