import * as openid from "openid-client";
import { USER_AGENT } from "../connection.ts";
import { debugFetch } from "../debug.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { GlobalOptions } from "../global-options.ts";
import { failureFromOauth } from "./oauth-failure.ts";

/** The one client that every server knows: public, so it has no secret. */
const CLIENT_ID = "keywright-cli";
const REQUEST_TIMEOUT_MS = 30_000;

export type OauthServer = openid.Configuration;

/** RFC 8414: where this server logs command lines in. */
export async function discover(
  url: string,
  { debug }: Pick<GlobalOptions, "debug">,
  clientId = CLIENT_ID,
): Promise<OauthServer> {
  const send = debugFetch(debug === true);
  const fetch: openid.CustomFetch = (address, init) =>
    // A request that may bring a token is not broken off: the token would be lost, and alive.
    send(address, {
      ...(init as RequestInit),
      headers: { ...init.headers, "user-agent": USER_AGENT },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  try {
    return await openid.discovery(new URL(url), clientId, undefined, openid.None(), {
      algorithm: "oauth2",
      [openid.customFetch]: fetch,
      // Whether plain HTTP is good enough has been said to the person before.
      execute: [openid.allowInsecureRequests],
    });
  } catch (error) {
    throw discoveryFailure(url, error);
  }
}

function discoveryFailure(url: string, error: unknown): Failure {
  const issuer = issuerIn(error);
  if (issuer === undefined) return failureFromOauth(url, error);
  return new Failure(EXIT.noAnswer, `The server at ${url} says that its address is ${issuer}.`, [
    `Use that one: --url ${issuer}`,
  ]);
}

/** What the metadata say, when that is another address than the one they were asked for. */
function issuerIn(error: unknown): string | undefined {
  if (!(error instanceof openid.ClientError) || error.code !== "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED")
    return undefined;
  const { body } = error.cause as { body?: { issuer?: unknown } };
  return typeof body?.issuer === "string" ? body.issuer : undefined;
}

/** An older server has not got every way in, and only a server that is no Keywright has it elsewhere. */
export function requireEndpoint(
  server: OauthServer,
  endpoint: "authorization_endpoint" | "device_authorization_endpoint" | "token_endpoint",
  way: string,
): void {
  const metadata = server.serverMetadata();
  const address = metadata[endpoint];
  if (address !== undefined) return requireSameServer(address, metadata.issuer);
  throw new Failure(
    EXIT.noAnswer,
    `The server at ${metadata.issuer} cannot ${way}: it is too old for that.`,
    ["Log in with a token from the console: keywright login --with-token < token"],
  );
}

/** It is opened by the browser, or sent a code: not whatever program or server an address may name. */
function requireSameServer(address: string, issuer: string): void {
  if (URL.canParse(address) && new URL(address).origin === new URL(issuer).origin) return;
  throw new Failure(EXIT.noAnswer, `The server at ${issuer} leads somewhere else, which is not followed.`);
}
