import * as openid from "openid-client";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { failureFromOauth } from "./oauth-failure.ts";
import { type OauthServer, requireEndpoint } from "./oauth-server.ts";

interface DeviceLogin {
  readonly clientName: string;
  readonly keep: (token: string) => Promise<void>;
}

/** RFC 8628: the person approves on any device, and compares the code. */
export async function loginByDevice(
  cli: Cli,
  server: OauthServer,
  { clientName, keep }: DeviceLogin,
): Promise<void> {
  requireEndpoint(server, "device_authorization_endpoint", "log a machine without a browser in");
  const device = await begin(server, clientName);
  sayWhatToDo(cli, device);
  await cli.interruption.hold(async () => keep(await untilApproved(cli, server, device)));
}

async function begin(server: OauthServer, clientName: string): Promise<openid.DeviceAuthorizationResponse> {
  try {
    return await openid.initiateDeviceAuthorization(server, { client_name: clientName });
  } catch (error) {
    throw failureFromOauth(server.serverMetadata().issuer, error);
  }
}

function sayWhatToDo({ words }: Cli, device: openid.DeviceAuthorizationResponse): void {
  words.ask("Open this page, on any device:  ", device.verification_uri);
  words.ask("There, compare this code:       ", device.user_code);
  if (device.verification_uri_complete !== undefined) {
    words.ask("Or with the code in it:         ", device.verification_uri_complete);
  }
}

async function untilApproved(
  cli: Cli,
  server: OauthServer,
  device: openid.DeviceAuthorizationResponse,
): Promise<string> {
  const progress = cli.words.progress("Waiting for somebody to approve…");
  const late = AbortSignal.timeout(device.expires_in * 1000);
  const signal = AbortSignal.any([late, cli.interruption.signal]);
  try {
    const answer = await openid.pollDeviceAuthorizationGrant(server, device, undefined, { signal });
    return answer.access_token;
  } catch (error) {
    cli.interruption.signal.throwIfAborted();
    if (late.aborted) throw new Failure(EXIT.notLoggedIn, "Nobody approved in time.");
    throw failureFromOauth(server.serverMetadata().issuer, error);
  } finally {
    progress.stop();
  }
}
