import type { Api, BodyOf } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Work } from "../changes/work.ts";
import { compileRules } from "./compile.ts";
import { deleteRouteRulesRow, findRouteRules, replaceRouteRules, type RouteRulesRow } from "./queries.ts";

const TARGET = { type: "route-rules", id: "route-rules", key: "route-rules", name: "Route rules" };

interface ByOperator {
  /** In whose audit it stands. */
  readonly orgId: string;
}

/** In force on the next request: gateways ask by them at once, on every server that has confirmed the revision. */
export async function putRules(
  work: Work,
  { orgId, catalogue, document }: ByOperator & { catalogue: Catalogue } & BodyOf<Api["putRouteRules"]>,
): Promise<RouteRulesRow> {
  const rules = compileRules(document, catalogue);
  const before = await findRouteRules(work.tx);
  const { title = null, version = null } = document.info ?? {};
  const row = await replaceRouteRules(work.tx, { title, version, rules, now: work.now });
  // Verifiers know nothing of rules: the revision carries no change, and tells servers to read them again.
  work.changeAuthority(null);
  work.recordEvent({
    orgId,
    action: "route-rules.update",
    target: TARGET,
    ...(before && { before: auditFields(before) }),
    after: auditFields(row),
  });
  return row;
}

export async function deleteRules(work: Work, { orgId }: ByOperator): Promise<{ deletedRules: number }> {
  const row = await deleteRouteRulesRow(work.tx);
  work.changeAuthority(null);
  work.recordEvent({
    orgId,
    action: "route-rules.delete",
    target: TARGET,
    ...(row && { before: auditFields(row) }),
  });
  return { deletedRules: row?.rules.length ?? 0 };
}

/** Rules are no secret, but there may be thousands: the audit says what they were made from. */
function auditFields({ title, version, rules }: RouteRulesRow) {
  return { title, version, rules: rules.length };
}
