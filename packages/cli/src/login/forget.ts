import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Context } from "../context/contexts.ts";
import { readToken, removeToken } from "../context/tokens.ts";
import { USER_AGENT } from "../connection.ts";
import { debugFetch } from "../debug.ts";

const TIMEOUT_MS = 30_000;

/** RFC 7009: to have the token is enough to revoke it. One that has ended already counts as revoked. */
export async function revoke(
  url: string,
  token: string,
  { debug }: Pick<GlobalOptions, "debug">,
): Promise<void> {
  const send = debugFetch(debug === true);
  try {
    const answer = await send(`${url}/oauth2/revoke`, {
      method: "POST",
      headers: { "user-agent": USER_AGENT },
      body: new URLSearchParams({ token }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body?.cancel();
    if (answer.status === 200) return;
    throw new Failure(EXIT.noAnswer, `${url} answers ${answer.status}`);
  } catch (cause) {
    throw new Failure(EXIT.noAnswer, `The token could not be revoked at ${url}.`, [], { cause });
  }
}

/** The copy on this machine goes in any case; what cannot be revoked is thrown after that. */
export async function forget(
  context: Context,
  { revoking, options }: { revoking: boolean; options: GlobalOptions },
): Promise<void> {
  try {
    const token = await readToken(context);
    if (!revoking) return;
    if (token === undefined) throw new Failure(EXIT.notLoggedIn, "The token is not there any more.");
    await revoke(context.url, token, options);
  } finally {
    await removeToken(context);
  }
}
