import type { BodyOf, ParamsOf, QueryOf } from "@keywright/contract";
import type { api } from "@keywright/contract";
import type { Org, Team } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { PrincipalCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { deliverToken } from "../secret-syncs/deliver.ts";
import { issueToken } from "./issue.ts";
import { listIssuableRoles } from "./issuable.ts";
import { type KeyRow, listActiveKeysOf, listKeyRows } from "./key-queries.ts";
import { deleteKey, rotateToken } from "./keys.ts";
import { type Mint, mintAgain } from "./mint.ts";
import { listTokens } from "./list.ts";
import { findToken, type TokenRow } from "./queries.ts";
import { isEnded, showIssued, showKey, showToken } from "./show.ts";
import { patchToken, revokeToken } from "./tokens.ts";
import { requireVisible, visibleTokens } from "./visibility.ts";

export interface TokenDeps {
  readonly authority: Authority;
  readonly mint: Mint;
  readonly jobs: Jobs;
}

interface Where {
  readonly org: Org;
  /** Null for the tokens of the organization itself. */
  readonly team: Team | null;
  readonly caller: PrincipalCaller;
  readonly now: Date;
}

/** The operations on tokens, the same for a team's and for the organization's own. */
export function tokenOperations({ authority, mint, jobs }: TokenDeps) {
  const levelOf = ({ org, team }: Where) => ({ orgId: org.id, teamId: team?.id ?? null });
  const viewerOf = ({ caller }: Where) => ({ catalogue: authority.state.catalogue, caller });
  const showAt = ({ team, now }: Where) => ({ catalogue: authority.state.catalogue, team, now });
  const commandOf = ({ org, team, caller }: Where, tokenId: string) => ({
    orgId: org.id,
    team,
    caller,
    tokenId,
    catalogue: authority.state.catalogue,
  });

  async function read(db: Db, where: Where, tokenId: string): Promise<TokenRow> {
    const level = levelOf(where);
    return requireVisible(db, viewerOf(where), level, await findToken(db, level, tokenId));
  }

  /** A publishable token's value is no secret: while it works, it is shown to whoever may list the token. */
  async function showKeyOf(db: Db, token: TokenRow, key: KeyRow, now: Date) {
    const shown = showKey(key, token, now);
    // What signed a key that has ended may be gone.
    if (token.exposure === "secret" || !shown.active) return shown;
    return { ...shown, token: await valueOf(db, token, key) };
  }

  const valueOf = (db: Db, token: TokenRow, { id, kid, issued_at, expires_at }: KeyRow) =>
    mintAgain(mint, db, token, { id, kid, issuedAt: issued_at, expiresAt: expires_at });

  const visibleAt = (db: Db, where: Where) => visibleTokens(db, viewerOf(where), levelOf(where));

  return {
    read,
    visibleAt,

    async list(db: Db, where: Where, query: QueryOf<typeof api.listTokens>) {
      const listing = { level: levelOf(where), visible: await visibleAt(db, where), now: where.now, query };
      return listTokens(db, listing, (row) => showToken(row, showAt(where)));
    },

    async issue(work: Work, where: Where, body: BodyOf<typeof api.issueToken>) {
      const place = { orgId: where.org.id, team: where.team, catalogue: authority.state.catalogue };
      const { token, key } = await issueToken(work, mint, place, body);
      const row = await findToken(work.tx, levelOf(where), token.id);
      if (!row) throw new Error("an issued token is missing");
      return showIssued(row, key, showAt(where));
    },

    async listIssuable(db: Db, where: Where) {
      const { catalogue } = authority.state;
      const issuer = { level: levelOf(where), catalogue, caller: where.caller };
      return listIssuableRoles(db, issuer, where.now);
    },

    async get(db: Db, where: Where, { tokenId }: ParamsOf<typeof api.getToken>) {
      return showToken(await read(db, where, tokenId), showAt(where));
    },

    async patch(work: Work, where: Where, tokenId: string, body: BodyOf<typeof api.patchToken>) {
      return showToken(await patchToken(work, commandOf(where, tokenId), body), showAt(where));
    },

    async revoke(work: Work, where: Where, tokenId: string, query: QueryOf<typeof api.revokeToken>) {
      const revoked = await revokeToken(work, commandOf(where, tokenId), query);
      await deliverToken(jobs, work, { orgId: where.org.id, tokenId, trigger: "change" });
      return revoked;
    },

    async listKeys(db: Db, where: Where, tokenId: string, query: QueryOf<typeof api.listKeys>) {
      const token = await read(db, where, tokenId);
      const rows = await listKeyRows(db, where.org.id, token.id, windowOf(query));
      const page = toPage(rows, query, (key) => key);
      const shown = page.rows.map((key) => showKeyOf(db, token, key, where.now));
      return { ...page, rows: await Promise.all(shown) };
    },

    /** Of those that are publishable, by their id: the value of the newest key that works. */
    async publishableValues(db: Db, where: Where, tokens: readonly TokenRow[]): Promise<Map<string, string>> {
      const publishable = tokens.filter(({ exposure }) => exposure === "publishable");
      const keys = await listActiveKeysOf(
        db,
        where.org.id,
        publishable.map(({ id }) => id),
        where.now,
      );
      const newest = new Map(keys.map((key) => [key.token_id, key]));
      const values = new Map<string, string>();
      for (const token of publishable) {
        const key = newest.get(token.id);
        if (key && !isEnded(token, where.now)) values.set(token.id, await valueOf(db, token, key));
      }
      return values;
    },

    async rotate(work: Work, where: Where, tokenId: string, body: BodyOf<typeof api.rotateToken>) {
      const key = await rotateToken(work, mint, commandOf(where, tokenId), body);
      await deliverToken(jobs, work, { orgId: where.org.id, tokenId, trigger: "rotation" });
      const expiresAt = key.expiresAt && key.expiresAt.toISOString();
      return { key: { id: key.id, issuedAt: key.issuedAt.toISOString(), expiresAt }, token: key.value };
    },

    async deleteKey(work: Work, where: Where, { tokenId, keyId }: ParamsOf<typeof api.deleteKey>) {
      const deleted = await deleteKey(work, commandOf(where, tokenId), keyId);
      await deliverToken(jobs, work, { orgId: where.org.id, tokenId, trigger: "change" });
      return deleted;
    },
  };
}
