import type { OwnPermission } from "@keywright/contract";
import { hasId } from "@keywright/policy";
import type { Org, Team } from "@keywright/verifier";
import { connectionPlace } from "../app-connections/place.ts";
import type { PrincipalCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import { toPage, windowOf } from "../db/paging.ts";
import { type Ask, refuseDecision } from "../decision.ts";
import type { Handlers } from "../http/handlers.ts";
import { listChoices } from "./choices.ts";
import type { EndingDeps } from "./ends.ts";
import { listExternalTokens, patchExternalToken, readExternalToken, withKeys } from "./external-tokens.ts";
import { issueExternalToken, orderNew } from "./issue.ts";
import type { FilledOrder } from "./live-key.ts";
import { askingPlace, type ExternalAction, externalPlace } from "./place.ts";
import type { ExternalTokenRow } from "./queries.ts";
import { endOnPlatform, revokeExternalToken } from "./revoke.ts";
import { orderRotation, rotateExternalToken, type RotationDeps } from "./rotate.ts";
import { showExternalToken } from "./show.ts";
import { undoOrder } from "./undo.ts";

type ExternalTokenDeps = EndingDeps & RotationDeps;

interface InTeam {
  readonly org: Org;
  readonly team: Team;
  readonly caller: PrincipalCaller;
  readonly now: Date;
  readonly decide: Ask;
}

type ListQuery = Parameters<typeof windowOf>[0] & {
  readonly all: boolean;
  readonly connectionId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly search?: string | undefined;
};

const CONNECT = "team:admin:app-connections:connect" satisfies OwnPermission;

export function externalTokenHandlers(deps: ExternalTokenDeps) {
  const { authority } = deps;
  const to = (action: ExternalAction, at: InTeam) => externalPlace(authority.state.catalogue, at, action);

  /** For what a platform is asked for: whoever asks must also be allowed to use the connection. */
  const toAsk = (action: ExternalAction, at: InTeam) => {
    refuseDecision(at.decide({ permission: CONNECT, teamId: at.team.id }));
    return askingPlace(authority.state.catalogue, at, action);
  };

  /** A project that is not there, or out of reach, has no tokens. */
  async function listRows(
    db: Db,
    at: InTeam,
    { projectId: slug, all, connectionId, search, ...page }: ListQuery,
  ) {
    const place = to("read", at);
    const project = slug === undefined ? undefined : at.team.projects.bySlug(slug);
    if (slug !== undefined && !(project && hasId(place.reach, project.id))) return [];
    const filter = { all, connectionId, search, projectId: project?.id };
    return listExternalTokens(db, place, filter, windowOf(page));
  }

  const show = async (db: Db, at: InTeam, row: ExternalTokenRow) => {
    const { keys } = await withKeys(db, row);
    return showExternalToken(row, keys, at.now);
  };

  const showIssued = async (db: Db, at: InTeam, row: ExternalTokenRow, { order, minted }: FilledOrder) => ({
    ...(await show(db, at, row)),
    key: { id: order.keyId, issuedAt: at.now.toISOString() },
    token: minted.value,
  });

  return {
    listExternalTokens: async (db, at, { query }) =>
      toPage(await listRows(db, at, query), query, ({ row, keys }) => showExternalToken(row, keys, at.now)),

    createExternalToken: async (_db, at, { body }) => {
      const filled = await orderNew(deps, toAsk("create", at), at.caller, body);
      return {
        write: async (work, now) => {
          const row = await issueExternalToken(work, deps, toAsk("create", now), filled);
          return showIssued(work.tx, now, row, filled);
        },
        undo: () => undoOrder(deps, filled),
      };
    },

    getExternalToken: async (db, at, { params }) => {
      const { row, keys } = await readExternalToken(db, to("read", at), params.externalTokenId);
      return showExternalToken(row, keys, at.now);
    },

    patchExternalToken: async (work, at, { params, body }) => {
      const command = { ...body, id: params.externalTokenId };
      return show(work.tx, at, await patchExternalToken(work, to("update", at), command));
    },

    rotateExternalToken: async (_db, at, { params, body }) => {
      const { keepOldSeconds, ...lifetime } = body;
      const request = { ...lifetime, id: params.externalTokenId };
      const filled = await orderRotation(deps, toAsk("update", at), request);
      return {
        write: async (work, now) => {
          const command = { ...filled, keepOldSeconds };
          const row = await rotateExternalToken(work, deps, toAsk("update", now), command);
          return showIssued(work.tx, now, row, filled);
        },
        undo: () => undoOrder(deps, filled),
      };
    },

    revokeExternalToken: async (_db, at, { params, query: { forget } }) => {
      const id = params.externalTokenId;
      const place = toAsk("delete", at);
      const ends = forget ? new Map() : await endOnPlatform(deps, place, at.caller, id);
      return async (work, now) => {
        const command = { id, ends, forget };
        return show(work.tx, now, await revokeExternalToken(work, deps, toAsk("delete", now), command));
      };
    },

    listMintingChoices: async (_db, at, { params, body: { field, spec } }) => {
      const place = connectionPlace({ catalogue: authority.state.catalogue, ...at }, "connect");
      const question = { connectionId: params.connectionId, field, chosen: spec };
      return { choices: await listChoices(deps, place, question) };
    },
  } satisfies Partial<Handlers>;
}
