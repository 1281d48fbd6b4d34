import { randomBytes } from "node:crypto";
import { findIn, type Haystack } from "./guard-scan.ts";

/** Secrets that are known again wherever they come to light. */
export function createMarkedSecrets() {
  /** Begins every secret that is made up here, so that one look finds any of them. */
  const MARKED = `M${randomBytes(18).toString("hex")}`;
  /** By what they are: what must stand nowhere. */
  const secrets: Record<string, string | Buffer> = { "something marked": MARKED };
  /** What each marked secret was: for the report, should one be found. */
  const marked: Record<string, string> = {};
  return {
    MARKED,
    secrets,
    /** Stands in names, to show that what stands somewhere is found there. */
    control: `C${randomBytes(18).toString("hex")}`,

    /** Letters and digits only, so that no encoding has to escape anything. */
    newSecret(name: string): string {
      const number = Object.keys(marked).length;
      return (marked[`${name} ${number}`] = `${MARKED}${String(number).padStart(6, "0")}`);
    },

    /** A token is secret by its signature; what is signed is of no use to anybody as text either. */
    keep(name: string, token: string): string {
      const [, claims = "", signature = ""] = token.split(".");
      const number = Object.keys(secrets).length;
      secrets[`claims of ${name} ${number}`] = claims;
      secrets[`signature of ${name} ${number}`] = signature;
      secrets[`signature bytes of ${name} ${number}`] = Buffer.from(signature, "base64url");
      return token;
    },

    /** Names all that is found; more closely where that can be said. */
    found(haystacks: readonly Haystack[]): string[] {
      const hits = findIn(haystacks, secrets);
      return hits.length === 0 ? hits : [...hits, ...findIn(haystacks, marked)];
    },
  };
}
