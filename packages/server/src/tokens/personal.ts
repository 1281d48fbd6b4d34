import type { api, QueryOf } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Org } from "@keywright/verifier";
import type { PrincipalCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import { Refusal, refuseField } from "../refusal.ts";
import {
  countPersonalTokens,
  listPersonalTokenIds,
  listRolesOfMember,
  lockPersonalTokens,
  memberOfToken,
  type OfMember,
} from "./personal.queries.ts";
import { findTokensAnywhere } from "./queries.ts";
import { showToken } from "./show.ts";
import { visibleOf } from "./visibility.ts";

/** A token that belongs to a person ends by itself, and they have no more of them than their organization allows. */
export async function requirePersonal(work: Work, owner: OfMember, expiresAt: Date | null): Promise<void> {
  if (expiresAt === null) {
    throw refuseField("lifetime_not_allowed", "expiresAt", "A token that belongs to a person must expire.");
  }
  await lockPersonalTokens(work.tx, owner);
  const { active, max } = await countPersonalTokens(work.tx, owner, work.now);
  if (active < max) return;
  throw new Refusal("too_many_personal_tokens", {
    detail:
      max === 0
        ? "Tokens may not belong to people in this organization."
        : `No more than ${max} personal tokens may be alive in this organization. Revoke one first.`,
  });
}

/** The member that the caller is, or that the caller's token belongs to; null for a token that belongs to nobody. */
export async function personOf(db: Db, caller: PrincipalCaller): Promise<string | null> {
  if (caller.type === "member") return caller.memberId;
  return memberOfToken(db, caller.orgId, caller.principal.tokenId);
}

interface Viewer {
  readonly org: Org;
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
  readonly now: Date;
}

/** A person sees all that belongs to them; a token of theirs no more of it than it sees elsewhere. */
export async function listPersonalTokens(
  db: Db,
  { org, catalogue, caller, now }: Viewer,
  query: QueryOf<typeof api.listMyTokens>,
) {
  const memberId = await personOf(db, caller);
  if (memberId === null) throw new Refusal("person_required", { detail: "This token belongs to no person." });
  const owner = { orgId: org.id, memberId };
  const visible =
    caller.type === "member"
      ? undefined
      : visibleOf({ catalogue, caller }, org.id, await listRolesOfMember(db, owner));
  const filter = { visible, activeAt: query.all ? undefined : now };
  const places = await listPersonalTokenIds(db, owner, filter, windowOf(query));
  const tokens = await findTokensAnywhere(
    db,
    org.id,
    places.map(({ id }) => id),
  );
  const rows = places.flatMap((place) => {
    const token = tokens.find(({ id }) => id === place.id);
    return token ? [{ ...place, token }] : [];
  });
  return toPage(rows, query, ({ token, team_slug, team_name }) => ({
    ...showToken(token, { catalogue, team: org.teams.byId(token.team_id ?? "") ?? null, now }),
    ...(team_slug !== null && { team: { id: team_slug, name: team_name ?? team_slug } }),
  }));
}
