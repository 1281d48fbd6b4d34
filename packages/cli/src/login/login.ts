import { hostname } from "node:os";
import { NAME_MAX_LENGTH } from "@keywright/contract";
import { ApiError } from "@keywright/sdk";
import type { Cli } from "../cli.ts";
import { clientOf } from "../connection.ts";
import { prepareToKeep } from "../context/prepare.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { checkedToken, readTokenFromStdin } from "../input.ts";
import { loginInBrowser } from "./browser.ts";
import { loginByDevice } from "./device.ts";
import { hasDisplay } from "./display.ts";
import { keepAsContext } from "./keep.ts";
import { discover } from "./oauth-server.ts";
import { tellLogin } from "./tell.ts";
import { urlToLoginTo, warnOfPlainHttp } from "./where.ts";

export interface LoginOptions {
  readonly headless?: true;
  readonly withToken?: true;
  readonly browser: boolean;
}

export async function login(cli: Cli, options: LoginOptions): Promise<void> {
  const url = await urlToLoginTo(cli);
  warnOfPlainHttp(cli, url);
  await prepareToKeep(cli.options.context);
  if (options.withToken) return loginWithToken(cli, url);
  await requireKeywright(cli, url);
  const server = await discover(url, cli.options);
  const clientName = `keywright on ${hostname()}`.slice(0, NAME_MAX_LENGTH);
  const keep = async (token: string) =>
    tellLogin(cli, await keepAsContext(cli, { url, token, issued: true }));
  if (options.headless || (options.browser && !hasDisplay(process.env))) {
    await loginByDevice(cli, server, { clientName, keep });
  } else {
    await loginInBrowser(cli, server, { clientName, open: options.browser, keep });
  }
}

async function loginWithToken(cli: Cli, url: string): Promise<void> {
  const token = cli.ask.possible
    ? checkedToken(await cli.ask.secret("Token", "Give the token on standard input."))
    : await readTokenFromStdin();
  const kept = await cli.interruption.hold(() => keepAsContext(cli, { url, token, issued: false }));
  await tellLogin(cli, kept);
}

/** Before anything else: what does not speak our API is told as that, and a new installation has nobody to approve. */
async function requireKeywright(cli: Cli, url: string): Promise<void> {
  const api = await clientOf(url, undefined, cli.options);
  const { pending } = await api.getSetup().catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    throw new Failure(
      EXIT.noAnswer,
      `${url} is not the address of a Keywright server, or it is a very old one.`,
    );
  });
  if (!pending) return;
  throw new Failure(EXIT.noAnswer, `The server at ${url} has no person yet who could approve.`, [
    "Open the setup link that it printed at its start, then log in again.",
  ]);
}
