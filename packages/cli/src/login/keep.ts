import type { Client } from "@keywright/sdk";
import type { Cli } from "../cli.ts";
import { clientOf } from "../connection.ts";
import { type Context, contextNameFor, withContext } from "../context/contexts.ts";
import { readContexts, writeContexts } from "../context/contexts-file.ts";
import { keepToken } from "../context/tokens.ts";
import { forget, revoke } from "./forget.ts";

export interface Kept {
  readonly name: string;
  readonly context: Context;
  readonly me: Awaited<ReturnType<Client["getMe"]>>;
}

interface Given {
  readonly url: string;
  readonly token: string;
  /** Whether it was issued for this login; one that was given may be in use elsewhere too. */
  readonly issued: boolean;
}

/** Makes the token a context, and that the current one. If that fails, a token that was issued for it is revoked again. */
export async function keepAsContext(cli: Cli, { url, token, issued }: Given): Promise<Kept> {
  try {
    const api = await clientOf(url, token, cli.options);
    const me = await api.getMe();
    return await store(cli, me, { url, token, issued });
  } catch (error) {
    if (issued) await revokeAgain(cli, url, token);
    throw error;
  }
}

async function store(cli: Cli, me: Kept["me"], { url, token, issued }: Given): Promise<Kept> {
  const { tokenId = "", org, team } = me.principal;
  const contexts = await readContexts();
  const name = cli.options.context ?? contextNameFor(placeName(org, team), url, contexts);
  const replaced = contexts.contexts[name];
  const { team: actsIn = team } = cli.options;
  const tokenIn = await keepToken(tokenId, token);
  const context: Context = {
    url,
    tokenId,
    tokenIn,
    org,
    ...(actsIn !== undefined && { team: actsIn }),
    ...(issued && { issued: true }),
  };
  await writeContexts(withContext(contexts, name, context));
  if (replaced !== undefined && replaced.tokenId !== tokenId) await forgetReplaced(cli, replaced);
  return { name, context, me };
}

function placeName(org: string, team: string | undefined): string {
  return team === undefined || team === org ? org : `${org}-${team}`;
}

async function revokeAgain({ words, options }: Cli, url: string, token: string): Promise<void> {
  try {
    await revoke(url, token, options);
  } catch {
    words.warn(
      `The token that was issued for this login could not be revoked: do it in the console of ${url}.`,
    );
  }
}

/** It was the only copy, if the login before had it issued. That it cannot be revoked must not undo the new login. */
async function forgetReplaced(cli: Cli, replaced: Context): Promise<void> {
  try {
    await forget(replaced, { revoking: replaced.issued === true, options: cli.options });
  } catch {
    cli.words.warn(
      `The token of the login before, ${replaced.tokenId}, could not be revoked: do it in the console.`,
    );
  }
}
