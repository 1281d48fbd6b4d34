import { postForm } from "./conformance/oauth-form.ts";
import type { TestService } from "./harness.ts";

const TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";

/** How an exchange ended: with a token, or with an error of RFC 6749 and its sentence. */
export interface Exchanged {
  readonly status: number;
  readonly headers: Headers;
  readonly token: string;
  readonly expiresIn: number;
  readonly scope: string | undefined;
  readonly error: string | undefined;
  readonly description: string | undefined;
}

async function exchange(kw: TestService, form: Record<string, string>): Promise<Exchanged> {
  const grant = { grant_type: "urn:ietf:params:oauth:grant-type:token-exchange" };
  const { status, headers, json } = await postForm(`${kw.url}/oauth2/token`, { ...grant, ...form });
  return {
    status,
    headers,
    token: String(json["access_token"] ?? ""),
    expiresIn: Number(json["expires_in"] ?? NaN),
    scope: json["scope"] as string | undefined,
    error: json["error"] as string | undefined,
    description: json["error_description"] as string | undefined,
  };
}

export function derive(kw: TestService, token: string, form: Record<string, string> = {}) {
  return exchange(kw, {
    subject_token: token,
    subject_token_type: `${TOKEN_TYPE}access_token`,
    ...form,
  });
}

/** As a job does it, with the token of its CI system. */
export function exchangeCi(
  kw: TestService,
  { ruleId, token, ...form }: { ruleId: string; token: string } & Record<string, string>,
) {
  return exchange(kw, {
    client_id: ruleId,
    subject_token: token,
    subject_token_type: `${TOKEN_TYPE}jwt`,
    ...form,
  });
}
