import * as openid from "openid-client";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { failureFromOauth } from "./oauth-failure.ts";
import { type Loopback, openLoopback, type Return } from "./loopback.ts";
import { type OauthServer, requireEndpoint } from "./oauth-server.ts";

/** As long as a server keeps a login request. */
const WAIT_MAX_MS = 600_000;

export interface BrowserLogin {
  readonly clientName: string;
  /** Whether to open the browser, or only to say what to open. */
  readonly open: boolean;
  /** What is done with the token, before the browser is told that all is well. */
  readonly keep: (token: string) => Promise<void>;
}

/** Authorization code with PKCE (RFC 6749, 7636) over a loopback redirect (RFC 8252). */
export async function loginInBrowser(cli: Cli, server: OauthServer, login: BrowserLogin): Promise<void> {
  requireEndpoint(server, "authorization_endpoint", "log you in with the browser");
  const loopback = await openLoopback();
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  try {
    const address = openid.buildAuthorizationUrl(server, {
      redirect_uri: loopback.redirectUri,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      client_name: login.clientName,
    });
    await sendToBrowser(cli, address.href, login.open);
    const back = await waitFor(cli, loopback);
    await cli.interruption.hold(() => finish(server, back, { verifier, state, keep: login.keep }));
  } finally {
    loopback.close();
  }
}

async function sendToBrowser(cli: Cli, address: string, wanted: boolean): Promise<void> {
  const opened = wanted && (await openBrowser(address));
  cli.words.ask(
    opened
      ? "Your browser opens. If it does not, open this address in it:"
      : "Open this address in a browser on this machine:",
  );
  cli.words.ask(address);
}

async function openBrowser(address: string): Promise<boolean> {
  try {
    const { default: open } = await import("open");
    const child = await open(address);
    child.on("error", () => {});
    child.unref();
    return true;
  } catch {
    return false;
  }
}

async function waitFor(cli: Cli, { returned }: Loopback): Promise<Return> {
  const progress = cli.words.progress("Waiting for you to approve in the browser…");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const failure = new Failure(EXIT.notLoggedIn, "Nobody approved in time.", [
      "Log in again: keywright login",
    ]);
    timer = setTimeout(() => reject(failure), WAIT_MAX_MS);
  });
  try {
    return await Promise.race([returned, late, cli.interruption.reached]);
  } finally {
    clearTimeout(timer);
    progress.stop();
  }
}

interface Finish {
  readonly verifier: string;
  readonly state: string;
  readonly keep: (token: string) => Promise<void>;
}

async function finish(server: OauthServer, back: Return, { verifier, state, keep }: Finish): Promise<void> {
  try {
    await keep(await redeem(server, back.url, { verifier, state }));
  } catch (error) {
    await back.answer(400, "You are not logged in", "Your terminal says why. This page may be closed.");
    throw error;
  }
  await back.answer(200, "You are logged in", "Go back to your terminal. This page may be closed.");
}

async function redeem(
  server: OauthServer,
  returned: URL,
  { verifier, state }: Omit<Finish, "keep">,
): Promise<string> {
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  try {
    return (await openid.authorizationCodeGrant(server, returned, checks)).access_token;
  } catch (error) {
    // RFC 6749 section 10.12: an answer with another state is the answer to something else.
    const foreign = error instanceof openid.ClientError && error.code === "OAUTH_INVALID_RESPONSE";
    if (!foreign) throw failureFromOauth(server.serverMetadata().issuer, error);
    throw new Failure(EXIT.notLoggedIn, "The browser came back with what is not the answer to this login.", [
      "Nothing was done. Log in again: keywright login",
    ]);
  }
}
