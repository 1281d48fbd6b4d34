import { z } from "zod";

/** As the issuer names itself: the `iss` of its tokens, to the last character. */
export const Issuer = z
  .url({ protocol: /^https?$/, abort: true })
  .max(500)
  .refine(isPlainAddress, {
    message: "must be the issuer's own address: no user, query, fragment or path of its metadata",
  });

/** An issuer's metadata is looked for below it; the address of the metadata itself names nobody. */
function isPlainAddress(text: string): boolean {
  const { username, password } = new URL(text);
  return username === "" && password === "" && !/[?#]|\/\.well-known\//.test(text);
}
