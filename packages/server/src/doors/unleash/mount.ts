import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { principalOf } from "../../http/gate.ts";
import { readPart } from "../../http/validate.ts";
import { apiTokensBy } from "./api-tokens.ts";
import { presentedToken } from "./credentials.ts";
import { validTokens } from "./edge.ts";
import { answerError } from "./errors.ts";
import { NewExpiry, NewPersonalToken, NewProjectToken, NewToken, Tokens } from "./messages.ts";
import { type PersonalTokensDeps, personalTokensBy } from "./personal-tokens.ts";
import { projectTokensBy } from "./project-tokens.ts";

/** As this API answers what it has created. */
const LOCATION = "api-tokens";

/** The door for clients of Unleash's token API: its tokens are the team's. */
export async function mountUnleash(app: FastifyInstance, deps: PersonalTokensDeps): Promise<void> {
  const forAdministrators = async (scope: FastifyInstance) => {
    scope.setErrorHandler(answerError);
    // Before the body is read: strangers learn nothing from how theirs is judged.
    scope.addHook(
      "onRequest",
      async (request) => void (await principalOf(deps.authority, request, presentedToken(request))),
    );
    mountApiTokens(scope, deps);
    mountProjectTokens(scope, deps);
    mountPersonalTokens(scope, deps);
  };
  const forEdge = async (scope: FastifyInstance) => {
    scope.setErrorHandler(answerError);
    scope.post("/validate", async (request) => ({
      tokens: await validTokens(deps.authority, readBody(Tokens, request).tokens),
    }));
  };
  await app.register(forAdministrators, { prefix: "/api/admin" });
  await app.register(forEdge, { prefix: "/edge" });
}

// What names a token may be its value, which is longer than a parameter may be: it takes the rest of the path.

function mountApiTokens(scope: FastifyInstance, deps: PersonalTokensDeps): void {
  const path = "/api-tokens";
  scope.get(path, async (request) => ({ tokens: await apiTokensBy(deps, request).all() }));
  scope.get(`${path}/:name`, async (request) => ({
    tokens: await apiTokensBy(deps, request).named(paramOf(request, "name")),
  }));
  scope.post(path, async (request, reply) => {
    const created = await apiTokensBy(deps, request).create(readBody(NewToken, request));
    return reply.status(201).header("location", LOCATION).send(created);
  });
  scope.put(`${path}/*`, async (request, reply) => {
    const { expiresAt } = readBody(NewExpiry, request);
    await apiTokensBy(deps, request).shorten(paramOf(request, "*"), expiresAt);
    return reply.send();
  });
  scope.delete(`${path}/*`, async (request, reply) => {
    await apiTokensBy(deps, request).remove(paramOf(request, "*"));
    return reply.send();
  });
}

function mountProjectTokens(scope: FastifyInstance, deps: PersonalTokensDeps): void {
  const path = "/projects/:projectId/api-tokens";
  const tokensBy = (request: FastifyRequest) => projectTokensBy(deps, request, paramOf(request, "projectId"));
  scope.get(path, async (request) => ({ tokens: await tokensBy(request).all() }));
  scope.post(path, async (request, reply) => {
    const created = await tokensBy(request).create(readBody(NewProjectToken, request));
    return reply.status(201).header("location", LOCATION).send(created);
  });
  scope.delete(`${path}/*`, async (request, reply) => {
    await tokensBy(request).remove(paramOf(request, "*"));
    return reply.send();
  });
}

function mountPersonalTokens(scope: FastifyInstance, deps: PersonalTokensDeps): void {
  const path = "/user/tokens";
  scope.get(path, async (request) => ({ pats: await personalTokensBy(deps, request).all() }));
  scope.post(path, async (request, reply) => {
    const created = await personalTokensBy(deps, request).create(readBody(NewPersonalToken, request));
    return reply.status(201).send(created);
  });
  scope.delete(`${path}/:id`, async (request, reply) => {
    await personalTokensBy(deps, request).remove(paramOf(request, "id"));
    return reply.send();
  });
}

function paramOf(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? "";
}

function readBody<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  return readPart(schema, request.body, "body") as T;
}
