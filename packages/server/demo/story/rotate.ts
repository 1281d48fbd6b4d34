import type { Client } from "@keywright/sdk";
import { setTimeout as delay } from "node:timers/promises";
import { firstCharacters } from "../layout.ts";
import { promised, promisedEqual } from "../promised.ts";
import type { ProtectedApi } from "../protected-api.ts";
import type { ApiAnswer, Stage } from "../stage.ts";
import type { Exchange } from "../wire.ts";
import { type Caller, callerOf, promisedRefusal } from "./call.ts";
import type { Issued } from "./cast.ts";

const OVERLAP_MS = 2_000;
/** Past the last millisecond of the overlap. */
const MARGIN_MS = 10;

export interface Rotated {
  readonly newKey: Caller;
  /** The new key's JWT. */
  readonly value: string;
  /** The last call that the token was allowed. */
  readonly lastUse: Exchange | undefined;
}

export async function rotate(
  stage: Stage,
  operator: Client,
  issued: Issued,
  api: ProtectedApi,
): Promise<Rotated> {
  stage.chapter("Rotate", "a second key for the same token, and time to put it in place");
  const endsAt = Date.now() + OVERLAP_MS;
  const rotated = await stage.allowed({
    says: `Issued a new key; the old one has ${OVERLAP_MS / 1000} s left`,
    run: () =>
      operator.rotateToken({
        params: { tokenId: issued.tokenId },
        body: { otherKeysExpiresAt: new Date(endsAt).toISOString() },
      }),
    check: ({ token }) => promised("The new key is another.", token !== issued.value),
    adds: ({ token }) => firstCharacters(token),
  });
  const oldKey = callerOf(stage, api.url, "old key", issued.value);
  const newKey = callerOf(stage, api.url, "new key", rotated.token);
  await stage.allowed({
    says: "Until then both keys work",
    run: async () => [await oldKey.list(), await newKey.list()],
    check: (answers) => answers.forEach(promisedAnswer),
  });
  stage.remark("Waiting for the end of the old key");
  await delay(Math.max(0, endsAt + MARGIN_MS - Date.now()));
  await stage.refused({
    says: "The old key has ended",
    run: () => oldKey.list(),
    check: (answer) => promisedRefusal(answer, 401, "revoked"),
  });
  await stage.allowed({ says: "The new key goes on", run: () => newKey.list(), check: promisedAnswer });
  return { newKey, value: rotated.token, lastUse: stage.lastExchange };
}

function promisedAnswer({ status }: ApiAnswer): void {
  promisedEqual("The API answers.", status, 200);
}
