import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { writeAs } from "../write.ts";
import { ALL, isNameOfToken } from "./messages.ts";
import { createToken, type NewToken } from "./new-token.ts";
import { admitTo, findPlace, type PathParams } from "./place.ts";
import { findNamed, readAll, showAll, type TokensDeps } from "./reading.ts";

/** The operations on a team's tokens, on the functions of our own. */
export function apiTokensBy(deps: TokensDeps, request: FastifyRequest) {
  const { tokens } = deps;

  return {
    async all() {
      const here = await admitTo(deps, request, api.listTokens, await findPlace(deps, request));
      return showAll(deps, here, await readAll(deps, here));
    },

    async named(name: string) {
      const here = await admitTo(deps, request, api.listTokens, await findPlace(deps, request));
      const rows = isNameOfToken(name) ? await readAll(deps, here, name) : [];
      return showAll(
        deps,
        here,
        rows.filter((row) => row.name === name),
      );
    },

    async create(body: NewToken) {
      const projects = body.projects.includes(ALL) ? [] : body.projects;
      const found = await findPlace(deps, request, { projects });
      const here = await admitTo(deps, request, api.issueToken, found);
      return createToken(deps, request, { found, here }, body);
    },

    async shorten(secret: string, expiresAt: string) {
      const named = await findNamed(deps, request, api.patchToken, secret);
      if (!named) return;
      const admit = () => admitTo(deps, request, api.patchToken, named.found);
      await writeAs(deps, admit, (work, here) => tokens.patch(work, here, named.token.id, { expiresAt }));
    },

    async remove(secret: string) {
      const named = await findNamed(deps, request, api.revokeToken, secret);
      if (named) await revoke(deps, request, named.token.id, named.found);
    },
  };
}

export async function revoke(
  deps: TokensDeps,
  request: FastifyRequest,
  tokenId: string,
  found: PathParams,
): Promise<void> {
  const admit = () => admitTo(deps, request, api.revokeToken, found);
  await writeAs(deps, admit, (work, here) =>
    deps.tokens.revoke(work, here, tokenId, { includeIssued: false }),
  );
}
