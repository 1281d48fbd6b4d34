import type { Client } from "@keywright/sdk";
import { setTimeout as delay } from "node:timers/promises";
import { moment } from "../layout.ts";
import { promised, promisedEqual } from "../promised.ts";
import type { Stage } from "../stage.ts";
import { type AuditEvent, auditRow } from "./audit-row.ts";
import { ROLE, SECRET_VALUE, SHOP, TOKEN } from "./cast.ts";
import type { Rotated } from "./rotate.ts";

const LAST_USED_WITHIN_MS = 10_000;
const POLL_MS = 250;

const TRAIL = [
  ["operator", "role.create", ROLE],
  ["operator", "token.issue", TOKEN],
  ["operator", "role.update", ROLE],
  [TOKEN, "secret-group.update", SHOP.group],
  ["operator", "token.rotate", TOKEN],
  ["operator", "token.revoke", TOKEN],
];

export async function observe(
  stage: Stage,
  operator: Client,
  tokenId: string,
  { lastUse }: Rotated,
): Promise<void> {
  stage.chapter("Observe", "who did what, and when it was last used");
  await stage.allowed({
    says: `What ${TOKEN} did, and what was done to it and to its role`,
    run: () => operator.listTokenAuditEvents({ params: { tokenId } }),
    check: ({ auditEvents }) => checkTrail(auditEvents),
    notes: ({ auditEvents }, { noteWidth }) =>
      auditEvents.toReversed().map((event) => auditRow(event, stage.startedAt, noteWidth)),
  });
  stage.remark("Waiting until its last use is written down");
  await stage.allowed({
    says: "Its last use is the last call that it was allowed",
    run: () => untilUsedSince(operator, tokenId, lastUse?.sentAt ?? 0),
    check: (usedAt) =>
      promised(
        "The token was last used when its last allowed call was made, not when it was refused.",
        lastUse !== undefined && usedAt >= lastUse.sentAt && usedAt <= lastUse.answeredAt,
      ),
    adds: (usedAt) => `at ${moment(usedAt - stage.startedAt)}`,
  });
}

function checkTrail(events: readonly AuditEvent[]): void {
  const trail = events.toReversed().map(({ actor, action, target }) => [actor.name, action, target.name]);
  promisedEqual("Every change of the token and its role is there, with whoever made it.", trail, TRAIL);
  promised("No secret value is in the record.", !JSON.stringify(events).includes(SECRET_VALUE));
}

/** Uses are counted in memory and written every few seconds, so that counting never slows a call. */
async function untilUsedSince(operator: Client, tokenId: string, since: number): Promise<number> {
  const deadline = performance.now() + LAST_USED_WITHIN_MS;
  for (;;) {
    const { lastUsedAt } = await operator.getToken({ params: { tokenId } });
    const usedAt = lastUsedAt === null ? 0 : Date.parse(lastUsedAt);
    if (usedAt >= since || performance.now() > deadline) return usedAt;
    await delay(POLL_MS);
  }
}
