import { DEVICE_POLL_SECONDS, LOGIN_REQUEST_SECONDS } from "@keywright/contract";
import type { FastifyInstance } from "fastify";
import type { Database } from "../db/database.ts";
import { originOf } from "../http/origin.ts";
import { beginDeviceLogin } from "../login-requests/begin.ts";
import { Refusal } from "../refusal.ts";
import { readClientName, requireCommandLine } from "./client.ts";
import { readForm } from "./form.ts";
import { DEVICE_AUTHORIZATION_PATH } from "./metadata.ts";
import { OauthError } from "./oauth-error.ts";

interface DeviceAuthorizationDeps {
  readonly database: Database;
  readonly issuer: string;
}

/** RFC 8628 section 3.1: a command line without a browser asks for a code to show. */
export function mountDeviceAuthorization(
  scope: FastifyInstance,
  { database, issuer }: DeviceAuthorizationDeps,
): void {
  scope.post(DEVICE_AUTHORIZATION_PATH, async (request) => {
    const form = readForm(request.body);
    requireCommandLine(form);
    const begin = { clientName: readClientName(form), origin: originOf(request), now: new Date() };
    const { deviceCode, userCode } = await beginDeviceLogin(database, begin).catch(tooMany);
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: `${issuer}/device`,
      // Behind the `#`, so that no server or proxy on the way keeps it.
      verification_uri_complete: `${issuer}/device#${userCode}`,
      expires_in: LOGIN_REQUEST_SECONDS,
      interval: DEVICE_POLL_SECONDS,
    };
  });
}

function tooMany(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  throw new OauthError("temporarily_unavailable", "Too many requests came from this address", {
    status: 429,
  });
}
