import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { principalOf } from "../../http/gate.ts";
import { readPart } from "../../http/validate.ts";
import { apiTokensBy, type QoveryDeps } from "./api-tokens.ts";
import { answerError } from "./errors.ts";
import { ListQuery, NewApiToken } from "./messages.ts";
import { ourTokenId, presentedToken } from "./place.ts";

/** The door for clients of Qovery's API: what is an organization there is a team here, or the organization itself. */
export async function mountQovery(app: FastifyInstance, deps: QoveryDeps): Promise<void> {
  const enter = async (scope: FastifyInstance) => {
    scope.setErrorHandler(answerError);
    // Before the body is read: strangers learn nothing from how theirs is judged.
    scope.addHook(
      "onRequest",
      async (request) => void (await principalOf(deps.authority, request, presentedToken(request))),
    );
    mountApiTokens(scope, deps);
  };
  await app.register(enter, { prefix: "/organization/:organizationId" });
}

function mountApiTokens(scope: FastifyInstance, deps: QoveryDeps): void {
  scope.get("/apiToken", async (request) => ({
    results: await apiTokensBy(deps, request).list(read(ListQuery, request, "query")),
  }));
  scope.post("/apiToken", async (request, reply) => {
    const made = await apiTokensBy(deps, request).create(read(NewApiToken, request, "body"));
    return reply.status(201).send(made);
  });
  scope.delete("/apiToken/:apiTokenId", async (request, reply) => {
    const { apiTokenId } = request.params as { apiTokenId: string };
    await apiTokensBy(deps, request).remove(ourTokenId(apiTokenId));
    return reply.status(204).send();
  });
  scope.get("/availableRole", async (request) => ({ results: await apiTokensBy(deps, request).roles() }));
}

function read<T>(schema: z.ZodType<T>, request: FastifyRequest, part: "query" | "body"): T {
  return readPart(schema, request[part], part) as T;
}
