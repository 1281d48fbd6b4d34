import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import { showNarrowing } from "../tokens/narrowing.ts";
import type { TrustRuleRow } from "./queries.ts";
import { adviceFor } from "./width.ts";

interface ShowOptions {
  readonly catalogue: Catalogue;
  readonly team: Team;
}

export function showTrustRule(row: TrustRuleRow, { catalogue, team }: ShowOptions) {
  return {
    id: row.id,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    issuer: row.issuer,
    audience: row.audience,
    claims: row.claims.map((condition) =>
      "equals" in condition ? { ...condition, equals: [...condition.equals] } : condition,
    ),
    roleId: row.role_slug,
    ...(row.narrowing && { narrowing: showNarrowing(row.narrowing, catalogue, team) }),
    lifetimeSeconds: row.lifetime_seconds,
    advice: adviceFor(row),
    createdAt: row.created_at.toISOString(),
    creator: { type: row.creator_type, id: row.creator_id, name: row.creator_name ?? row.creator_id },
    lastUsedAt: row.last_used_at && row.last_used_at.toISOString(),
  };
}
