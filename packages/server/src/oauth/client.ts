import { CLI_CLIENT_ID, Name } from "@keywright/contract";
import { OauthError } from "./oauth-error.ts";

type Form = ReadonlyMap<string, string>;

const NAMELESS = "A command line";

/** There is one client that people log in. It is public (RFC 8252 section 8.4): its id says what it is, and proves nothing. */
export function requireCommandLine(form: Form): void {
  if (form.get("client_id") !== CLI_CLIENT_ID) {
    throw new OauthError("invalid_client", "There is no such client");
  }
}

/** What it calls itself, for people to recognize. */
export function readClientName(form: Form): string {
  const parsed = Name.safeParse(form.get("client_name") ?? NAMELESS);
  if (parsed.success) return parsed.data;
  throw new OauthError("invalid_request", "client_name must be a short, visible name");
}
