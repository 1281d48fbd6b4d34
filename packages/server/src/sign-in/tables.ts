import { newId } from "../ids.ts";

// The library's tables, under names of ours: migration 0005 makes them.

const TIMES = { createdAt: "created_at", updatedAt: "updated_at" } as const;

export const USER = {
  modelName: "user",
  fields: { emailVerified: "email_verified", ...TIMES },
} as const;

export const SESSION = {
  modelName: "session",
  fields: {
    userId: "user_id",
    ipAddress: "ip_address",
    userAgent: "user_agent",
    expiresAt: "expires_at",
    ...TIMES,
  },
  additionalFields: {
    /** What a session rests on that began with single sign-on. */
    ssoIdentityId: {
      type: "string",
      required: false,
      input: false,
      returned: false,
      fieldName: "sso_identity_id",
    },
  },
} as const;

export const CREDENTIAL = {
  modelName: "credential",
  fields: {
    userId: "user_id",
    accountId: "account_id",
    providerId: "provider_id",
    accessToken: "access_token",
    refreshToken: "refresh_token",
    idToken: "id_token",
    accessTokenExpiresAt: "access_token_expires_at",
    refreshTokenExpiresAt: "refresh_token_expires_at",
    ...TIMES,
  },
} as const;

export const ONE_TIME_VALUE = {
  modelName: "one_time_value",
  fields: { expiresAt: "expires_at", ...TIMES },
} as const;

export const SIGN_IN_RATE = { modelName: "sign_in_rate", fields: { lastRequest: "last_request" } } as const;

export const TWO_FACTOR = {
  user: { fields: { twoFactorEnabled: "two_factor_enabled" } },
  twoFactor: {
    modelName: "two_factor",
    fields: {
      userId: "user_id",
      backupCodes: "backup_codes",
      failedVerificationCount: "failed_verification_count",
      lockedUntil: "locked_until",
    },
  },
} as const;

export const PASSKEY = {
  passkey: {
    modelName: "passkey",
    fields: {
      userId: "user_id",
      publicKey: "public_key",
      credentialID: "credential_id",
      deviceType: "device_type",
      backedUp: "backed_up",
      createdAt: "created_at",
    },
  },
} as const;

const PREFIXES = { user: "usr", session: "ses", account: "cred" } as const;

/** Ids like all others: what they are of, and when they were made. */
export function idFor({ model }: { model: string }): string {
  return newId(PREFIXES[model as keyof typeof PREFIXES] ?? "otv");
}
