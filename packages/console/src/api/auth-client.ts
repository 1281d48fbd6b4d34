import { passkeyClient } from "@better-auth/passkey/client";
import { createAuthClient } from "better-auth/client";
import { twoFactorClient } from "better-auth/client/plugins";

/** Passwords, second factors, passkeys and sessions: the sign-in library's own client. Only pages that need it load it. */
export const auth = createAuthClient({ plugins: [twoFactorClient(), passkeyClient()] });
