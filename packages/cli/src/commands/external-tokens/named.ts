import type { Connection } from "../../connection.ts";
import { idOf } from "../../named.ts";

const EXTERNAL_TOKEN_ID = /^ext_[0-9a-z]{26}$/;

/** Of a token that was issued elsewhere, by its name or id. */
export function externalTokenId({ api, inTeam }: Connection, given: string): Promise<string> {
  const query = { search: given };
  const among = () => Array.fromAsync(api.listExternalTokens.rows({ params: inTeam, query }));
  return idOf(given, {
    noun: "external token",
    isId: EXTERNAL_TOKEN_ID,
    among,
    about: ({ summary }) => summary,
  });
}
