import type { Client } from "@keywright/sdk";
import { duration } from "../layout.ts";
import { promised } from "../promised.ts";
import { refusal, type Stage } from "../stage.ts";
import { SHOP, TOKEN } from "./cast.ts";
import { checkWithJwtLibrary } from "./jwt-library.ts";
import type { Rotated } from "./rotate.ts";

const WEEK_MS = 7 * 24 * 3600 * 1000;

export async function revoke(
  stage: Stage,
  operator: Client,
  tokenId: string,
  { newKey, value }: Rotated,
): Promise<void> {
  stage.chapter("Revoke", "at once and for good");
  await stage.allowed({
    says: `Revoked ${TOKEN}`,
    run: () => operator.revokeToken({ params: { tokenId } }),
    check: ({ id }) => promised("The token that was named is revoked.", id === tokenId),
    adds: ({ revision }) => `revision ${revision}`,
  });
  await stage.refused({
    says: "The very next call is refused",
    run: () =>
      refusal(newKey.listSecretGroups({ params: { projectId: SHOP.projectId } }), {
        status: 401,
        code: "revoked",
      }),
    check: ({ wwwAuthenticate }) =>
      promised(
        "The refusal carries the challenge of RFC 6750.",
        wwwAuthenticate?.includes('error="invalid_token"') ?? false,
      ),
    notes: ({ wwwAuthenticate }, { afterMs }) => [
      `WWW-Authenticate: ${wwwAuthenticate}`,
      `Refused ${duration(afterMs)} after the revocation was answered.`,
    ],
  });
  await stage.allowed({
    says: "A JWT library alone would accept it",
    run: () => checkWithJwtLibrary(stage, value),
    check: ({ exp = 0 }) => promised("It would be valid for weeks.", exp * 1000 > Date.now() + WEEK_MS),
    adds: ({ exp = 0 }) => `until ${day(exp * 1000)}`,
  });
}

function day(ms: number): string {
  return new Date(ms).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}
