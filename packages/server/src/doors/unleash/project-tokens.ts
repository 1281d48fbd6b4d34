import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { Refusal } from "../../refusal.ts";
import { revoke } from "./api-tokens.ts";
import { namedTokenId } from "./credentials.ts";
import { ALL, type NewProjectToken } from "./messages.ts";
import { createToken } from "./new-token.ts";
import { admitTo, findPlace, requireProject } from "./place.ts";
import { projectsOf, readAll, readLiving, showAll, type TokensDeps } from "./reading.ts";

/** The operations on the tokens of one project: those that are for it by name. */
export function projectTokensBy(deps: TokensDeps, request: FastifyRequest, slug: string) {
  const named = { projects: [slug] };

  return {
    async all() {
      const here = await admitTo(deps, request, api.listTokens, await findPlace(deps, request, named));
      requireProject(here, api.listTokens, slug);
      const rows = await readAll(deps, here);
      return showAll(
        deps,
        here,
        rows.filter((row) => projectsOf(here, row).includes(slug)),
      );
    },

    async create(body: NewProjectToken) {
      const found = await findPlace(deps, request, named);
      const here = await admitTo(deps, request, api.issueToken, found);
      requireProject(here, api.issueToken, slug);
      return createToken(deps, request, { found, here }, { ...body, ...named });
    },

    async remove(secret: string) {
      const tokenId = await namedTokenId(deps.authority, secret);
      const found = await findPlace(deps, request, { ...named, tokenId });
      const here = await admitTo(deps, request, api.revokeToken, found);
      requireProject(here, api.revokeToken, slug);
      const token = tokenId && (await readLiving(deps, here, tokenId));
      const projects = token ? projectsOf(here, token) : [];
      if (!token || !projects.some((project) => project === slug || project === ALL))
        throw new Refusal("not_found", { detail: "No token found" });
      if (projects.length > 1 || projects[0] !== slug)
        throw new Refusal("bad_request", { detail: `The token is not for the project ${slug} alone` });
      await revoke(deps, request, token.id, found);
    },
  };
}
