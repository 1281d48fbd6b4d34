import { EXPIRING_SOON_DAYS } from "@keywright/contract";
import { ApiError } from "@keywright/sdk";
import { clientOf } from "../connection.ts";
import { timeWithDay } from "../output/time.ts";
import { type Finding, note, ok, type Patient, problem } from "./checks.ts";

const DAY_MS = 24 * 3600 * 1000;

/** Whether it works, and how long it will. */
export async function checkToken({ chosen: { url, token }, options }: Patient): Promise<readonly Finding[]> {
  if (token === undefined)
    return [problem("token", "you are not logged in there", `keywright login --url ${url}`)];
  try {
    const api = await clientOf(url, token, options);
    const { principal } = await api.getMe();
    return [
      ok("token", `active: ${principal.name ?? principal.tokenId} with role ${principal.role}`),
      end(principal.expiresAt),
    ];
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      return [problem("token", error.message, `Log in again: keywright login --url ${url}`)];
    }
    return [problem("token", "could not be checked", (error as Error).message)];
  }
}

function end(expiresAt: string | null): Finding {
  if (expiresAt === null) return note("expiry", "the token does not expire");
  const soon = Date.parse(expiresAt) - Date.now() < EXPIRING_SOON_DAYS * DAY_MS;
  const says = `the token expires ${timeWithDay(expiresAt)}`;
  return soon ? note("expiry", says, "Log in again before: keywright login") : ok("expiry", says);
}
