import { createHash, randomBytes, randomInt } from "node:crypto";

const CODE_BYTES = 32;
/** RFC 8628 section 6.1: easy to read out and to type, without vowels and so without words. */
const USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const USER_CODE_LENGTH = 8;
const USER_CODE = new RegExp(`^[${USER_CODE_LETTERS}]{${USER_CODE_LENGTH}}$`);

/** What a command line trades for its token. */
export function newCode(): string {
  return randomBytes(CODE_BYTES).toString("base64url");
}

/** All that is kept of a code. It is random and long, so a plain hash cannot be guessed back. */
export function hashCode(code: string): string {
  return createHash("sha256").update(code).digest("base64url");
}

/** For eyes to compare: as kept, and as shown. */
export function newUserCode(): string {
  const letters = Array.from(
    { length: USER_CODE_LENGTH },
    () => USER_CODE_LETTERS[randomInt(USER_CODE_LETTERS.length)],
  );
  return withDash(letters.join(""));
}

/** What somebody has typed, as we would have written it; undefined when it cannot be a code. */
export function readUserCode(text: string): string | undefined {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, "");
  return USER_CODE.test(letters) ? withDash(letters) : undefined;
}

function withDash(letters: string): string {
  return `${letters.slice(0, USER_CODE_LENGTH / 2)}-${letters.slice(USER_CODE_LENGTH / 2)}`;
}
