import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;

/** What a sign-in is checked by. All of it comes from one secret, which the browser alone has. */
export interface Attempt {
  readonly secret: string;
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636. */
  readonly codeVerifier: string;
}

export function newAttempt(): Attempt {
  return attemptOf(randomBytes(SECRET_BYTES).toString("base64url"));
}

export function attemptOf(secret: string): Attempt {
  const derive = (use: string) =>
    createHmac("sha256", secret).update(`keywright sso ${use}`).digest("base64url");
  return { secret, state: derive("state"), nonce: derive("nonce"), codeVerifier: derive("code verifier") };
}

/** What is kept of an attempt: enough to know it again once, of no use for going on with it. */
export function hashState(state: string): string {
  return createHash("sha256").update(state).digest("base64url");
}

export function isStateOf({ state }: Attempt, given: string): boolean {
  const [expected, actual] = [Buffer.from(state), Buffer.from(given)];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
