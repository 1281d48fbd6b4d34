import type { RouteSpec } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { Refusal } from "../../refusal.ts";
import { isEnded, type TokenRow } from "../../tokens/find.ts";
import { listLivingTokens } from "../../tokens/list-living.ts";
import type { tokenOperations } from "../../tokens/token-operations.ts";
import type { WriteDeps } from "../write.ts";
import { namedTokenId } from "./credentials.ts";
import { admitTo, type At, findPlace, type Here, type PathParams, type PlaceDeps } from "./place.ts";
import { showReach, showToken } from "./show.ts";

export interface TokensDeps extends PlaceDeps, WriteDeps {
  readonly tokens: ReturnType<typeof tokenOperations>;
}

/** All living tokens that the caller sees. */
export async function readAll(
  { database, tokens }: TokensDeps,
  here: Here,
  search?: string,
): Promise<TokenRow[]> {
  const level = { orgId: here.org.id, teamId: here.team.id };
  const visible = await tokens.visibleAt(database.kysely, here);
  return listLivingTokens(database.kysely, { level, visible, now: here.now, search });
}

export async function showAll({ database, tokens }: TokensDeps, here: Here, rows: readonly TokenRow[]) {
  const values = await tokens.publishableValues(database.kysely, here, rows);
  return rows.map((row) => showToken(row, here, values.get(row.id)));
}

/**
 * The living token that a path names by its value or id, and its place; undefined where the caller sees none. Whoever may
 * not do this at all is refused before.
 */
export async function findNamed(
  deps: TokensDeps,
  request: FastifyRequest,
  route: RouteSpec,
  secret: string,
): Promise<{ readonly token: TokenRow; readonly found: PathParams } | undefined> {
  const tokenId = await namedTokenId(deps.authority, secret);
  const found = await findPlace(deps, request, { tokenId });
  try {
    const here = await admitTo(deps, request, route, found);
    const token = tokenId === undefined ? undefined : await readLiving(deps, here, tokenId);
    return token && { token, found };
  } catch (error) {
    // A token of the organization finds its team by the token that is named, and there is none.
    if (error instanceof Refusal && error.code === "team_required") return undefined;
    throw error;
  }
}

/** Undefined for a token that has ended, or that the caller does not see. */
export async function readLiving(
  { database, tokens }: TokensDeps,
  at: At,
  tokenId: string,
): Promise<TokenRow | undefined> {
  try {
    const row = await tokens.read(database.kysely, at, tokenId);
    return isEnded(row, at.now) ? undefined : row;
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") return undefined;
    throw error;
  }
}

export function projectsOf(here: Here, { role_id, narrowing }: TokenRow): string[] {
  return showReach(here, role_id, narrowing).projects;
}
