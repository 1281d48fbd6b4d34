import {
  Name,
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
  RESET_LINK_SECONDS,
  SESSION_MAX_SECONDS,
} from "@keywright/contract";
import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { twoFactor } from "better-auth/plugins/two-factor";
import type { Logger } from "pino";
import type { Database } from "../db/database.ts";
import { ownOrigins } from "../own-origins.ts";
import type { Links } from "./links.ts";
import type { Mailer } from "./mail.ts";
import { SIGN_IN_RULES } from "./rates.ts";
import {
  CREDENTIAL,
  idFor,
  ONE_TIME_VALUE,
  PASSKEY,
  SESSION,
  SIGN_IN_RATE,
  TWO_FACTOR,
  USER,
} from "./tables.ts";

export const AUTH_PATH = "/api/auth";
/** Set by us alone, from what Fastify knows of the connection: see mount.ts. */
export const CLIENT_ADDRESS_HEADER = "x-keywright-client-address";
/** What only whoever has just signed in may do, such as adding a passkey. */
const FRESH_SECONDS = 24 * 3600;
const RECOVERY_CODES = 10;

interface AuthDeps {
  readonly database: Database;
  readonly publicUrl: string;
  /** Signs cookies and encrypts second factors. */
  readonly secret: string;
  readonly logger: Logger;
  readonly mailer: Mailer;
  readonly links: Links;
  readonly inBackground: (task: Promise<unknown>) => void;
}

export type Auth = ReturnType<typeof createAuth>;

/** The library that signs people in, on our database and by our rules. It makes nobody a member of anything. */
export function createAuth(deps: AuthDeps) {
  const { database, publicUrl, secret, logger, mailer, links, inBackground } = deps;
  const { origin, hostname, protocol } = new URL(publicUrl);
  return betterAuth({
    appName: "Keywright",
    // A path in front of us is the proxy's, and gone when a request comes here.
    baseURL: origin,
    basePath: AUTH_PATH,
    secret,
    trustedOrigins: [...ownOrigins(publicUrl)],
    database: { db: database.kysely, type: "postgres" },
    user: USER,
    session: {
      ...SESSION,
      // Idle sessions end earlier: see sessions.ts.
      expiresIn: SESSION_MAX_SECONDS,
      disableSessionRefresh: true,
      freshAge: FRESH_SECONDS,
    },
    account: { ...CREDENTIAL, accountLinking: { enabled: false } },
    verification: { ...ONE_TIME_VALUE, storeIdentifier: "hashed" },
    emailAndPassword: {
      enabled: true,
      // People come in by setup, invitation or single sign-on, never by themselves.
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      resetPasswordTokenExpiresIn: RESET_LINK_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => {
        if (!mailer.canSend) return logger.warn("a password reset was asked for, but no mail server is set");
        await mailer.sendPasswordReset(user, links.resetPassword(token));
      },
    },
    rateLimit: { enabled: true, storage: "database", ...SIGN_IN_RATE, ...SIGN_IN_RULES },
    plugins: [
      twoFactor({
        issuer: "Keywright",
        schema: TWO_FACTOR,
        backupCodeOptions: { amount: RECOVERY_CODES, storeBackupCodes: "encrypted" },
      }),
      // A passkey belongs to a name, never to an address.
      passkey({
        rpID: hostname === "127.0.0.1" ? "localhost" : hostname,
        rpName: "Keywright",
        origin: [...ownOrigins(publicUrl)],
        schema: PASSKEY,
      }),
    ],
    advanced: {
      cookiePrefix: "keywright",
      useSecureCookies: protocol === "https:",
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: idFor },
      backgroundTasks: { handler: inBackground },
    },
    databaseHooks: {
      user: {
        update: {
          // Pictures of people are shown nowhere.
          before: async ({ image: _image, name, ...fields }) => ({
            data: { ...fields, ...(name !== undefined && { name: readName(name) }) },
          }),
        },
      },
    },
    // Its messages alone: what comes with them may hold what people typed.
    logger: {
      level: "error",
      log: (level, message) => logger[level === "error" ? "error" : "debug"](message),
    },
    telemetry: { enabled: false },
  });
}

function readName(name: unknown): string {
  const parsed = Name.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new APIError("BAD_REQUEST", {
    code: "INVALID_NAME",
    message: `The name ${parsed.error.issues[0]?.message}.`,
  });
}
