import type { Client } from "@keywright/sdk";
import { duration } from "../layout.ts";
import { promised } from "../promised.ts";
import type { Stage } from "../stage.ts";
import { promisedRefusal } from "./call.ts";
import { TOKEN } from "./cast.ts";
import { confirmed, promisedByAll, WAIT } from "./confirmation.ts";
import { checkWithJwtLibrary } from "./jwt-library.ts";
import type { Rotated } from "./rotate.ts";

const WEEK_MS = 7 * 24 * 3600 * 1000;

export async function revoke(
  stage: Stage,
  operator: Client,
  tokenId: string,
  { newKey, value }: Rotated,
): Promise<void> {
  stage.chapter("Revoke", "everywhere, for good, and confirmed");
  await stage.allowed({
    says: `Revoked ${TOKEN}`,
    run: () => operator.revokeToken({ params: { tokenId } }, WAIT),
    check: ({ id, propagation }) => {
      promised("The token that was named is revoked.", id === tokenId);
      promisedByAll(propagation);
    },
    adds: confirmed,
    notes: () => ["From this answer on, nobody accepts it: every verifier has said so."],
  });
  await stage.refused({
    says: "The very next call is refused",
    run: () => newKey.list(),
    check: (answer) => {
      promisedRefusal(answer, 401, "revoked");
      promised(
        "The refusal carries the challenge of RFC 6750.",
        answer.challenge?.includes('error="invalid_token"') ?? false,
      );
    },
    notes: ({ challenge }, { afterMs }) => [
      `WWW-Authenticate: ${challenge}`,
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
