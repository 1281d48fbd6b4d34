import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { Refusal } from "../../refusal.ts";
import { kindRoleFields, type TokenKind } from "../../roles/kind-roles.ts";
import { createRole } from "../../roles/roles.ts";
import { type WriteDeps, writeAs } from "../write.ts";
import { enter, type Here, type PlaceDeps } from "./place.ts";

/**
 * The team's role for this kind of token, made on first use by whoever may make roles. Before the token and by itself:
 * it is one more thing that was done, with an event of its own.
 */
export async function keepRole(
  deps: PlaceDeps & WriteDeps,
  request: FastifyRequest,
  { team: { roles, slug } }: Here,
  kind: TokenKind,
): Promise<void> {
  if (roles.bySlug(kind)) return;
  const admit = () => enter(deps, request, api.createRole, { teamId: slug });
  try {
    await writeAs(deps, admit, (work, { org, team }) => {
      const { catalogue } = deps.authority.state;
      return createRole(work, { org, team, catalogue }, kindRoleFields(catalogue, kind));
    });
  } catch (error) {
    // Somebody else was first, a moment ago.
    if (!(error instanceof Refusal && error.code === "slug_taken")) throw error;
  }
}
