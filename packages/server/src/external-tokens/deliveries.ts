import type { Db } from "../db/database.ts";
import { lastSyncsOf, type RunState, runsOf } from "../secret-syncs/deliver.ts";
import type { ExternalKeyRow } from "./key-queries.ts";

/** How it stands with the runs that deliver what has replaced a key. */
type Delivery = "done" | "under way" | { readonly failed: string };

export async function deliveryOf(
  db: Db,
  { org_id: orgId, waits_for }: Pick<ExternalKeyRow, "org_id" | "waits_for">,
): Promise<Delivery> {
  const runs = await runsOf(db, orgId, waits_for);
  const failed = runs.filter(({ status }) => status === "failed");
  const since = await lastSyncsOf(
    db,
    orgId,
    failed.map(({ sync_id }) => sync_id),
  );
  return standing([...runs.filter(({ status }) => status !== "failed"), ...since]);
}

function standing(runs: readonly RunState[]): Delivery {
  if (runs.some(({ status }) => status === "pending" || status === "running")) return "under way";
  const failed = runs.find(({ status }) => status === "failed");
  return failed ? { failed: failed.message ?? "A sync has failed." } : "done";
}
