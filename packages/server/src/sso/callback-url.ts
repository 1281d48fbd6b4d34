export const CALLBACK_PATH = "/api/auth/sso/callback";

/** Each organization has its own, so that what one issuer answers is never taken for another's (RFC 9700, section 2.1). */
export function callbackUrlOf(publicUrl: string, org: string): string {
  return `${publicUrl}${CALLBACK_PATH}/${org}`;
}
