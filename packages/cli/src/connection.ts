import type { Client } from "@keywright/sdk";
import type { Chosen } from "./context/chosen.ts";
import { EXIT } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { KeyEnd } from "./key-end.ts";
import { debugFetch } from "./debug.ts";
import { VERSION } from "./version.ts";

export const USER_AGENT = `keywright-cli/${VERSION}`;

/** The API at the chosen server, as the chosen token. */
export interface Connection {
  readonly api: Client;
  readonly url: string;
  readonly token: string;
  readonly context: Chosen["context"];
  /** To be spread into `params` of a team operation: the team of `--team` or of the context, else the token's own. */
  readonly inTeam: { readonly teamId?: string };
}

export async function connectTo(chosen: Chosen, options: GlobalOptions, keyEnd: KeyEnd): Promise<Connection> {
  const { url, token } = chosen;
  if (token === undefined) {
    throw new Failure(EXIT.notLoggedIn, `You are not logged in to ${url}.`, [
      `Log in: keywright login --url ${url}`,
    ]);
  }
  return { ...(await connectPubliclyTo(chosen, options, keyEnd)), token };
}

/** As whoever is logged in, or as nobody. */
export async function connectPubliclyTo(
  { url, token, context }: Chosen,
  options: GlobalOptions,
  keyEnd: KeyEnd,
): Promise<Omit<Connection, "token">> {
  const team = options.team ?? context?.team;
  return {
    api: await clientOf(url, token, options, keyEnd),
    url,
    context,
    inTeam: team === undefined ? {} : { teamId: team },
  };
}

/** Without a token, public operations answer. */
export async function clientOf(
  url: string,
  token: string | undefined,
  { debug, org }: Pick<GlobalOptions, "debug" | "org">,
  keyEnd?: KeyEnd,
): Promise<Client> {
  const { createClient } = await import("@keywright/sdk");
  const plain = debugFetch(debug === true);
  const send = token !== undefined && keyEnd ? keyEnd.overhearing(plain, token) : plain;
  try {
    return createClient({
      url,
      token,
      userAgent: USER_AGENT,
      fetch: (address, init) => send(address, org === undefined ? init : withOrg(init, org)),
    });
  } catch (error) {
    throw new Failure(EXIT.usage, `${(error as Error).message}.`);
  }
}

function withOrg(init: RequestInit, org: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("keywright-org", org);
  return { ...init, headers };
}
