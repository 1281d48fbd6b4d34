import { issuerWords } from "./ci-systems.ts";
import type { TrustRule } from "./trust-rule.ts";

type Trusted = Pick<TrustRule, "id" | "issuer" | "audience">;

/** What a job runs to be logged in, and what its CI system wants to be told before it gives the job a token. */
export function jobLines(origin: string, { id, issuer, audience }: Trusted): string {
  const login = (...more: string[]) =>
    [
      `npx keywright ci-login --url ${origin}`,
      `--trust-rule ${id}`,
      ...(audience === origin ? [] : [`--audience ${shellWord(audience)}`]),
      ...more,
    ].join(" \\\n  ");
  switch (issuerWords(issuer)) {
    case "GitHub Actions":
      return `# The job needs "permissions: { id-token: write }".\n${login()}\n`;
    case "GitLab.com":
      return `# The job needs "id_tokens: { KEYWRIGHT_ID_TOKEN: { aud: ${audience} } }".\n${login("--token-env KEYWRIGHT_ID_TOKEN")}\n`;
    default:
      return `# On standard input: what ${issuer} gives the job.\n${login("< token")}\n`;
  }
}

/** The audience is whatever somebody typed, and somebody else pastes it into a shell. */
function shellWord(text: string): string {
  return /^[\w:/.@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
