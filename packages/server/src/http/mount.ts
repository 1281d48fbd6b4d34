import { api, type OperationId, requiredPermissions, routePaths, type RouteSpec } from "@keywright/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Admission, createGate, type GateDeps } from "./gate.ts";
import type { Handlers } from "./handlers.ts";
import { refuseOtherMethods } from "./other-methods.ts";
import { type Readmit, type RunDeps, runRead, runWrite } from "./run.ts";

declare module "fastify" {
  interface FastifyRequest {
    admission: Admission | null;
  }
}

/** Puts every operation of the contract on its paths, behind the gate. */
export function mountApi(app: FastifyInstance, handlers: Handlers, deps: GateDeps & RunDeps): void {
  const gate = createGate(deps);
  const methodsByUrl = new Map<string, Set<string>>();
  app.decorateRequest("admission", null);

  for (const [id, route] of Object.entries(api) as [OperationId, RouteSpec][]) {
    for (const path of routePaths(route)) {
      const url = path.replaceAll(/\{(\w+)\}/g, ":$1");
      methodsByUrl.set(url, (methodsByUrl.get(url) ?? new Set()).add(route.method));
      app.route({
        method: route.method,
        url,
        config: { permissions: requiredPermissions(route) },
        // Before the body is read: strangers learn nothing from how theirs is judged.
        onRequest: async (request, reply) => {
          const accepted = requiredPermissions(route);
          if (accepted.length > 0) reply.header("x-accepted-permissions", accepted.join(", "));
          request.admission = await gate(request, route);
        },
        handler: (request, reply) =>
          answer(route, handlers[id] as never, deps, request, reply, () => gate(request, route)),
      });
    }
  }
  for (const [url, known] of methodsByUrl) refuseOtherMethods(app, url, known);
}

async function answer(
  route: RouteSpec,
  handler: never,
  deps: RunDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  readmit: Readmit,
): Promise<unknown> {
  const { admission } = request;
  if (!admission) throw new Error("a request passed by the gate");
  if (route.method === "GET") return runRead(route, handler, deps, request, admission);
  if (route.reads) return runRead(route, handler, deps, request, await readmit());
  const { revision, body } = await runWrite(route, handler, deps, request, readmit);
  if (revision !== null) reply.header("keywright-revision", String(revision));
  return body;
}
