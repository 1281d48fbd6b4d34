import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { setAnswerHeaders } from "./answer-headers.ts";
import { mountNotFound } from "./errors.ts";
import { logRequest, logsRequests } from "./log-request.ts";
import { type Metrics, mountMetrics } from "./metrics.ts";

/** The scope of all routes but those of program-routes: whatever else a request may need is hooked in here. */
export async function mountOtherRoutes(
  app: FastifyInstance,
  metrics: Metrics,
  mount: (scope: FastifyInstance) => Promise<void>,
): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(helmet, {
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    });
    scope.addHook("onRequest", setAnswerHeaders);
    if (logsRequests(scope.log)) {
      scope.addHook("onResponse", (request, reply, done) => {
        logRequest(request, reply);
        done();
      });
    }
    mountMetrics(scope, metrics);
    mountNotFound(scope);
    await mount(scope);
  });
}
