import { api, requiredPermissions } from "@keywright/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { TokenGate } from "../../http/gate.ts";
import { refuseOtherMethods } from "../../http/other-methods.ts";
import { PROGRAM_HEADERS } from "../../http/program-routes.ts";
import { CACHEABLE } from "../../http/public-routes.ts";
import { readPart } from "../../http/validate.ts";
import { wellKnownPaths } from "../../http/well-known.ts";
import { Refusal } from "../../refusal.ts";
import type { VerifyDeps, Verifying } from "../../verification/verification.ts";
import { evaluate } from "./evaluation.ts";
import { evaluateAll } from "./evaluations.ts";
import { Evaluation, Evaluations } from "./messages.ts";

const EVALUATION_PATH = "/access/v1/evaluation";
const EVALUATIONS_PATH = "/access/v1/evaluations";
const METADATA_PATH = "/.well-known/authzen-configuration";

interface AuthzenDeps extends VerifyDeps {
  readonly gate: TokenGate;
  readonly publicUrl: string;
}

/** The door for AuthZEN clients: a policy decision point by the Authorization API 1.0. */
export async function mountAuthzen(app: FastifyInstance, deps: AuthzenDeps): Promise<void> {
  mountMetadata(app, deps.publicUrl);
  const permissions = requiredPermissions(api.verify);
  await app.register(async (scope) => {
    // Section 10.1.2 knows no 415.
    scope.addContentTypeParser("*", (_request, _payload, done) =>
      done(new Refusal("bad_request", { detail: "The body must be application/json." })),
    );
    scope.addHook("onRequest", async (request, reply) => {
      // Section 10.1.3: the caller's own id in the answer; ours stays in the log.
      const given = request.headers["x-request-id"];
      if (given !== undefined) reply.header("x-request-id", given);
      reply.headers(PROGRAM_HEADERS);
      reply.header("x-accepted-permissions", permissions.join(", "));
      request.admission = await deps.gate(request, api.verify);
    });
    mountEvaluations(scope, deps, permissions);
  });
  for (const path of [EVALUATION_PATH, EVALUATIONS_PATH]) refuseOtherMethods(app, path, new Set(["POST"]));
}

function mountEvaluations(scope: FastifyInstance, deps: AuthzenDeps, permissions: readonly string[]): void {
  const options = { config: { permissions } } as const;
  // Asked again: a body takes its time to arrive.
  const callerNow = async (request: FastifyRequest): Promise<Verifying> =>
    (await deps.gate(request, api.verify)).caller;
  const single = async (request: FastifyRequest) =>
    evaluate(deps, await callerNow(request), readPart(Evaluation, request.body, "body") as Evaluation);

  scope.post(EVALUATION_PATH, options, single);
  scope.post(EVALUATIONS_PATH, options, async (request) => {
    if (!hasEvaluations(request.body)) return single(request);
    const asked = readPart(Evaluations, request.body, "body") as Evaluations;
    return { evaluations: await evaluateAll(deps, await callerNow(request), asked) };
  });
}

/** Section 7.1: without evaluations, or with none, it is a single one. */
function hasEvaluations(body: unknown): boolean {
  const { evaluations } = (body ?? {}) as { evaluations?: unknown };
  return evaluations !== undefined && !(Array.isArray(evaluations) && evaluations.length === 0);
}

function mountMetadata(app: FastifyInstance, publicUrl: string): void {
  const metadata = {
    policy_decision_point: publicUrl,
    access_evaluation_endpoint: `${publicUrl}${EVALUATION_PATH}`,
    access_evaluations_endpoint: `${publicUrl}${EVALUATIONS_PATH}`,
  };
  for (const path of wellKnownPaths(METADATA_PATH, publicUrl)) {
    app.get(path, async (_request, reply) => reply.header("cache-control", CACHEABLE).send(metadata));
  }
}
