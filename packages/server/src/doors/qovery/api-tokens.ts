import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import type { Database } from "../../db/database.ts";
import { idOfUuid, uuidOf } from "../../ids.ts";
import { Refusal, refuseField } from "../../refusal.ts";
import { isEnded } from "../../tokens/find.ts";
import { listLivingTokens } from "../../tokens/list-living.ts";
import { claimTokenName } from "../../tokens/names.ts";
import type { tokenOperations } from "../../tokens/token-operations.ts";
import { writeAs } from "../write.ts";
import type { ListQuery, NewApiToken } from "./messages.ts";
import { admitTo, type Here, type Operation, type PlaceDeps } from "./place.ts";
import { creatorName, showApiToken } from "./show.ts";

const ADMIN = "admin";

const LIST: Operation = { inTeam: api.listTokens, inOrg: api.listOrgTokens };
const CHOOSE: Operation = { inTeam: api.listIssuableRoles, inOrg: api.listIssuableOrgRoles };
const ISSUE: Operation = { inTeam: api.issueToken, inOrg: api.issueOrgToken };
const REVOKE: Operation = { inTeam: api.revokeToken, inOrg: api.revokeOrgToken };

export interface QoveryDeps extends PlaceDeps {
  readonly database: Database;
  readonly tokens: ReturnType<typeof tokenOperations>;
  readonly noteActivity: (orgId: string) => void;
}

/** The operations of this API on the functions of our own. */
export function apiTokensBy(deps: QoveryDeps, request: FastifyRequest) {
  const { authority, tokens } = deps;
  const db = deps.database.kysely;
  const admit = (operation: Operation) => admitTo(deps, request, operation);

  return {
    async list({ name, creatorName: creator }: ListQuery) {
      const here = await admit(LIST);
      const found = await listLivingTokens(db, {
        level: levelOf(here),
        visible: await tokens.visibleAt(db, here),
        now: here.now,
        search: name,
      });
      return found
        .filter((row) => name === undefined || row.name === name)
        .filter((row) => creator === undefined || creatorName(row) === creator)
        .map(showApiToken);
    },

    async roles() {
      const here = await admit(CHOOSE);
      const { roles } = await tokens.listIssuable(db, here);
      return roles.flatMap(({ id, name }) => {
        const role = rolesOf(here).bySlug(id);
        return role ? [{ id: uuidOf(role.id), name }] : [];
      });
    },

    create: ({ role_id, name, description, expires_at }: NewApiToken) =>
      writeAs(
        deps,
        () => admit(ISSUE),
        async (work, here) => {
          const viewer = { catalogue: authority.state.catalogue, caller: here.caller };
          await claimTokenName(work, viewer, levelOf(here), name);
          const roleId = roleSlug(here, role_id);
          const body = { name, description, roleId, expiresAt: expires_at, exposure: "secret" } as const;
          const { id, token } = await tokens.issue(work, here, body);
          return { ...showApiToken(await tokens.read(work.tx, here, id)), token };
        },
      ),

    remove: (tokenId: string) =>
      writeAs(
        deps,
        () => admit(REVOKE),
        async (work, here) => {
          // What has ended is not there any more, as far as this API goes.
          if (isEnded(await tokens.read(work.tx, here, tokenId), here.now)) throw new Refusal("not_found");
          await tokens.revoke(work, here, tokenId, { includeIssued: false });
        },
      ),
  };
}

const levelOf = ({ org, team }: Here) => ({ orgId: org.id, teamId: team?.id ?? null });
const rolesOf = ({ org, team }: Here) => (team ?? org).roles;

/** Who names no role wants that of administrators. */
function roleSlug(here: Here, named: string | null | undefined): string {
  if (named == null) return ADMIN;
  const roles = rolesOf(here);
  const role = roles.byId(idOfUuid("role", named) ?? named) ?? roles.bySlug(named);
  if (!role) throw refuseField("unknown_reference", "role_id", `There is no role '${named}'.`);
  return role.slug;
}
