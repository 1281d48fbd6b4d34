import type { Propagation } from "@keywright/contract";
import type { Database } from "../db/database.ts";
import { ACKNOWLEDGED_CHANNEL, listLeased, type VerifierRow } from "./queries.ts";

/** Leases run out without anybody saying so. */
const LOOK_AGAIN_MS = 200;

/** Waits until everyone who may be deciding has confirmed a revision, over all servers of the installation. */
export interface PropagationWatch {
  wait(revision: number, orgId: string | null, waitSeconds: number): Promise<Propagation>;
  /** Someone here has confirmed something; other servers say so through the database. */
  wake(): void;
  stop(): Promise<void>;
}

export async function watchPropagation(database: Database): Promise<PropagationWatch> {
  let wake: (() => void)[] = [];
  const wakeAll = () => {
    const woken = wake;
    wake = [];
    for (const resolve of woken) resolve();
  };
  const stopListening = await database.onNotify(ACKNOWLEDGED_CHANNEL, wakeAll);

  // Many writers wait at once, and all ask the same question.
  let asking: Promise<VerifierRow[]> | undefined;
  const ask = () => {
    asking ??= listLeased(database.kysely).finally(() => {
      asking = undefined;
    });
    return asking;
  };

  async function nextNews(untilMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      wake.push(resolve);
      timer = setTimeout(resolve, Math.max(0, Math.min(LOOK_AGAIN_MS, untilMs - performance.now())));
    });
    clearTimeout(timer);
  }

  return {
    async wait(revision, orgId, waitSeconds) {
      const untilMs = performance.now() + waitSeconds * 1000;
      // A question under way when the revision was committed may have been answered before.
      await asking?.catch(() => {});
      for (;;) {
        const propagation = propagationOf(await ask(), revision, orgId);
        if (propagation.complete || performance.now() >= untilMs) return propagation;
        await nextNews(untilMs);
      }
    },
    wake: wakeAll,
    stop: stopListening,
  };
}

function propagationOf(rows: readonly VerifierRow[], revision: number, orgId: string | null): Propagation {
  const concerned = rows.filter((row) => row.org_id === null || orgId === null || row.org_id === orgId);
  const behind = concerned.filter((row) => row.acknowledged < revision);
  const verifiers = concerned.filter((row) => row.kind === "verifier");
  return {
    complete: behind.length === 0,
    verifiers: verifiers.length,
    acknowledged: verifiers.filter((row) => row.acknowledged >= revision).length,
    pending: behind.map((row) => ({
      name: row.name,
      acknowledgedRevision: row.acknowledged,
      leaseEndsAt: row.lease_ends_at.toISOString(),
    })),
  };
}
