const MINUTE_SECONDS = 60;

/** How often one client address may ask, in how many seconds. Per account there is the lock besides: see lock.ts. */
export const SIGN_IN_RULES = {
  window: MINUTE_SECONDS,
  max: 300,
  customRules: {
    "/sign-in/email": { window: MINUTE_SECONDS, max: 30 },
    "/request-password-reset": { window: MINUTE_SECONDS, max: 5 },
    "/reset-password": { window: MINUTE_SECONDS, max: 10 },
    "/change-password": { window: MINUTE_SECONDS, max: 10 },
    "/two-factor/*": { window: MINUTE_SECONDS, max: 20 },
    "/passkey/*": { window: MINUTE_SECONDS, max: 60 },
  },
};
