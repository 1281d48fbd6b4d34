import * as openid from "openid-client";
import type { GlobalOptions } from "../global-options.ts";
import { failureFromOauth } from "../login/oauth-failure.ts";
import { discover, requireEndpoint } from "../login/oauth-server.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt";

export interface Exchanged {
  readonly token: string;
  readonly expiresInSeconds: number | undefined;
}

/** RFC 8693: the CI system's token for one of ours, by a trust rule. */
export async function exchange(
  url: string,
  trustRuleId: string,
  subjectToken: string,
  options: GlobalOptions,
): Promise<Exchanged> {
  const server = await discover(url, options, trustRuleId);
  requireEndpoint(server, "token_endpoint", "trade a CI token");
  try {
    const answer = await openid.genericGrantRequest(server, TOKEN_EXCHANGE, {
      subject_token: subjectToken,
      subject_token_type: JWT_TYPE,
    });
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  } catch (error) {
    throw failureFromOauth(url, error, { invalid_grant: "The CI token is not accepted." });
  }
}
