import { z } from "zod";

const TOKEN_MAX_LENGTH = 8192;

/** A credential that travels in a header: what people paste, without the white space around it. */
export function tokenText(label: string) {
  return z
    .string(`${label} required`)
    .trim()
    .min(1, `${label} required`)
    .max(TOKEN_MAX_LENGTH)
    .regex(/^[\x21-\x7e]*$/, `${label} must be printable ASCII characters without spaces`);
}
