import type { Org, Team } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import { Refusal } from "../refusal.ts";
import type { IssuerReach } from "../sso/issuer-fetch.ts";
import { findTrustRule, listTrustRuleRows } from "./queries.ts";
import { showTrustRule } from "./show.ts";
import { createTrustRule, deleteTrustRule, patchTrustRule } from "./trust-rules.ts";

interface TrustRuleDeps {
  readonly authority: Authority;
  readonly reach: IssuerReach;
  readonly publicUrl: string;
}

export function trustRuleHandlers({ authority, reach, publicUrl }: TrustRuleDeps) {
  const keyOf = ({ org, team }: { org: Org; team: Team }) => ({ orgId: org.id, teamId: team.id });
  const showIn = (team: Team) => ({ catalogue: authority.state.catalogue, team });
  const placeOf = ({ org, team }: { org: Org; team: Team }) => ({
    ...showIn(team),
    orgId: org.id,
    reach,
    ownIssuer: publicUrl,
  });

  return {
    listTrustRules: async (db, at, { query }) => {
      const rows = await listTrustRuleRows(db, keyOf(at), windowOf(query));
      return toPage(rows, query, (row) => showTrustRule(row, showIn(at.team)));
    },

    createTrustRule: async (work, at, { body }) =>
      showTrustRule(await createTrustRule(work, placeOf(at), body), showIn(at.team)),

    getTrustRule: async (db, at, { params }) => {
      const row = await findTrustRule(db, keyOf(at), params.trustRuleId);
      if (!row) throw new Refusal("not_found");
      return showTrustRule(row, showIn(at.team));
    },

    patchTrustRule: async (work, at, { params, body }) => {
      const { row, revokedTokens } = await patchTrustRule(work, placeOf(at), params.trustRuleId, body);
      return { ...showTrustRule(row, showIn(at.team)), revokedTokens };
    },

    deleteTrustRule: async (work, at, { params }) => deleteTrustRule(work, placeOf(at), params.trustRuleId),
  } satisfies Partial<Handlers>;
}
