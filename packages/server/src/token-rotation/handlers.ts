import type { Team } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { PrincipalCaller } from "../caller.ts";
import type { Db } from "../db/database.ts";
import type { Context, Handlers } from "../http/handlers.ts";
import type { tokenOperations } from "../tokens/token-operations.ts";
import type { BeginDeps } from "./begin.ts";
import { findRotation, listProjectsOfRuns, type RotationRow } from "./queries.ts";
import { showRotation } from "./show.ts";
import { deleteRotation, setRotation, startRotation } from "./token-rotation.ts";

interface RotationHandlerDeps extends BeginDeps {
  readonly authority: Authority;
  readonly tokens: ReturnType<typeof tokenOperations>;
}

interface Where {
  readonly org: { readonly id: string };
  readonly team: Team;
  readonly caller: PrincipalCaller;
  readonly decide: Context["decide"];
}

export function tokenRotationHandlers(deps: RotationHandlerDeps) {
  const { authority, tokens } = deps;
  const commandOf = ({ org, team, caller }: Where, { tokenId }: { readonly tokenId: string }) => ({
    orgId: org.id,
    team,
    caller,
    tokenId,
    catalogue: authority.state.catalogue,
  });
  const show = async (db: Db, at: Where, row: RotationRow | undefined) =>
    showRotation(row, { maySeeSyncs: row !== undefined && (await maySeeSyncs(db, at, row)) });
  return {
    getTokenRotation: async (db, at, { params }) => {
      const token = await tokens.read(db, at, params.tokenId);
      return show(db, at, await findRotation(db, { orgId: token.org_id, tokenId: token.id }));
    },

    setTokenRotation: async (work, at, { params, body }) =>
      show(work.tx, at, await setRotation(work, commandOf(at, params), body)),

    deleteTokenRotation: async (work, at, { params }) => deleteRotation(work, commandOf(at, params)),

    startTokenRotation: async (work, at, { params }) =>
      show(work.tx, at, await startRotation(work, deps, commandOf(at, params))),
  } satisfies Partial<Handlers>;
}

/** All that deliver the new key: any of them may be the one that failed. */
async function maySeeSyncs(db: Db, { org, team, decide }: Where, row: RotationRow): Promise<boolean> {
  const permission = "team:admin:secret-syncs:read";
  const projects = await listProjectsOfRuns(db, org.id, row.run_ids);
  const maySee = (id: string | null) =>
    decide({ permission, teamId: team.id, projectId: id ?? undefined }).allowed;
  return projects.length > 0 && projects.every(maySee);
}
