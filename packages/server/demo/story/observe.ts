import type { Client } from "@keywright/sdk";
import { setTimeout as delay } from "node:timers/promises";
import { moment } from "../layout.ts";
import { promised, promisedEqual } from "../promised.ts";
import type { ProtectedApi } from "../protected-api.ts";
import type { Stage } from "../stage.ts";
import { type AuditEvent, auditRow } from "./audit-row.ts";
import { ROLE, TOKEN } from "./cast.ts";
import type { Rotated } from "./rotate.ts";

type Calls = readonly (readonly [verdict: string, count: number])[];

const WRITTEN_WITHIN_MS = 10_000;
const POLL_MS = 250;
/** A verifier says how long ago a use was, which takes a moment to arrive. */
const ON_ITS_WAY_MAX_MS = 1_000;
/** What the chapters before have asked of the protected API, by verdict; who is revoked is nobody, and not counted. */
const CALLS: Calls = [
  ["allowed", 5],
  ["permission_missing", 1],
  ["project_restricted", 1],
];

const TRAIL = [
  ["operator", "role.create", ROLE],
  ["operator", "token.issue", TOKEN],
  ["operator", "role.update", ROLE],
  ["operator", "token.rotate", TOKEN],
  ["operator", "token.revoke", TOKEN],
];

export async function observe(
  stage: Stage,
  operator: Client,
  tokenId: string,
  { lastUse }: Rotated,
  api: ProtectedApi,
): Promise<void> {
  stage.chapter("Observe", "who did what, and how often it was used");
  await stage.allowed({
    says: `What was done to ${TOKEN} and to its role, and by whom`,
    run: () => operator.listTokenAuditEvents({ params: { tokenId } }),
    check: ({ auditEvents }) => checkTrail(auditEvents),
    notes: ({ auditEvents }, { noteWidth }) =>
      auditEvents.toReversed().map((event) => auditRow(event, stage.startedAt, noteWidth)),
  });
  await api.end();
  stage.remark("Ended the API, whose verifier reports what it counted; waiting until that is stored");
  await stage.allowed({
    says: "It was last used when it was last allowed something",
    run: () => untilUsedSince(operator, tokenId, lastUse?.sentAt ?? 0),
    check: (usedAt) =>
      promised(
        "The token was last used when its last allowed call was made.",
        lastUse !== undefined && usedAt >= lastUse.sentAt && usedAt <= lastUse.answeredAt + ON_ITS_WAY_MAX_MS,
      ),
    adds: (usedAt) => `at ${moment(usedAt - stage.startedAt)}`,
  });
  await stage.allowed({
    says: "Every call is counted",
    run: () => untilCounted(operator, tokenId),
    check: (counts) => promisedEqual("All calls are there, by what became of them.", counts, CALLS),
    adds: (counts) => counts.map(([verdict, count]) => `${count} ${verdict}`).join(", "),
  });
}

function checkTrail(events: readonly AuditEvent[]): void {
  const trail = events.toReversed().map(({ actor, action, target }) => [actor.name, action, target.name]);
  promisedEqual("Every change of the token and its role is there, with whoever made it.", trail, TRAIL);
}

/** Uses are counted in memory and written every few seconds, so that counting never slows a call. */
async function untilUsedSince(operator: Client, tokenId: string, since: number): Promise<number> {
  const deadline = performance.now() + WRITTEN_WITHIN_MS;
  for (;;) {
    const { lastUsedAt } = await operator.getToken({ params: { tokenId } });
    const usedAt = lastUsedAt === null ? 0 : Date.parse(lastUsedAt);
    if (usedAt >= since || performance.now() > deadline) return usedAt;
    await delay(POLL_MS);
  }
}

async function untilCounted(operator: Client, tokenId: string): Promise<Calls> {
  const deadline = performance.now() + WRITTEN_WITHIN_MS;
  for (;;) {
    const { totals } = await operator.getTokenUsage({ params: { tokenId } });
    const verdicts = [...new Set(totals.map(({ verdict }) => verdict))].toSorted();
    const counts = verdicts.map((verdict) => [verdict, countOf(totals, verdict)] as const);
    if (JSON.stringify(counts) === JSON.stringify(CALLS) || performance.now() > deadline) return counts;
    await delay(POLL_MS);
  }
}

function countOf(totals: readonly { verdict: string; count: number }[], verdict: string): number {
  const counts = totals.filter((use) => use.verdict === verdict).map(({ count }) => count);
  return counts.reduce((sum, count) => sum + count, 0);
}
