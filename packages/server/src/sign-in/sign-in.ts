import { SSO_SESSION_SECONDS } from "@keywright/contract";
import type { Origin } from "../caller.ts";
import { type Auth, CLIENT_ADDRESS_HEADER } from "./auth.ts";
import { writeSessionCookie } from "./cookie.ts";

/** Who somebody is by the word of their organization's issuer. */
export interface Identity {
  readonly identityId: string;
  readonly userId: string;
}

/** Signs people in who have just shown by another way who they are. */
export interface SignIn {
  /** Answers the cookies of a new session. */
  withPassword(
    credentials: { readonly email: string; readonly password: string },
    origin: Origin,
  ): Promise<readonly string[]>;
  /** The same, for a session that is good for the identity's organization alone and ends with it. */
  withIdentity(identity: Identity, origin: Origin): Promise<readonly string[]>;
}

export function createSignIn(auth: Auth): SignIn {
  return {
    async withPassword({ email, password }, { ip, userAgent }) {
      const headers = new Headers();
      if (ip !== undefined) headers.set(CLIENT_ADDRESS_HEADER, ip);
      if (userAgent !== undefined) headers.set("user-agent", userAgent);
      const { headers: answered } = await auth.api.signInEmail({
        body: { email, password },
        headers,
        returnHeaders: true,
      });
      return answered.getSetCookie();
    },

    async withIdentity({ identityId, userId }, { ip = "", userAgent = "" }) {
      const { internalAdapter, authCookies, secret } = await auth.$context;
      const expiresAt = new Date(Date.now() + SSO_SESSION_SECONDS * 1000);
      const own = { ssoIdentityId: identityId, ipAddress: ip, userAgent, expiresAt };
      const { token } = await internalAdapter.createSession(userId, false, own, true);
      const { name, attributes } = authCookies.sessionToken;
      return [writeSessionCookie(token, { name, secret }, { ...attributes, maxAge: SSO_SESSION_SECONDS })];
    },
  };
}
