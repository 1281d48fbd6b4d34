import { api, type OperationId, requiredPermissions, routePaths, type RouteSpec } from "@keywright/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AnsweredBefore, answeredBefore } from "./answered-before.ts";
import { type Admission, createGate, type Gate, type GateDeps } from "./gate.ts";
import type { Streamed } from "../streamed.ts";
import type { Handlers } from "./handlers.ts";
import { refuseOtherMethods } from "./other-methods.ts";
import { type Readmit, type RunDeps, runAgain, runRead, runStream, runWrite, type Written } from "./run.ts";
import { admitVisit, isVisit, runVisit } from "./visits.ts";

declare module "fastify" {
  interface FastifyRequest {
    admission: Admission | null;
    answeredBefore: AnsweredBefore | null;
  }
}

/** Puts every operation of the contract on its paths, behind the gate. */
export function mountApi(app: FastifyInstance, handlers: Handlers, deps: GateDeps & RunDeps): void {
  const gate = createGate(deps);
  const methodsByUrl = new Map<string, Set<string>>();
  app.decorateRequest("answeredBefore", null);

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
          if (isVisit(route)) await admitVisit(deps.people, route, request);
          else await admitOrRemember(gate, route, deps, request);
        },
        handler: (request, reply) =>
          isVisit(route)
            ? runVisit(route, handlers[id] as never, deps.people, request, reply)
            : answer(route, handlers[id] as never, deps, request, reply, (tx) => gate(request, route, tx)),
      });
    }
  }
  for (const [url, known] of methodsByUrl) refuseOtherMethods(app, url, known);
}

async function admitOrRemember(
  gate: Gate,
  route: RouteSpec,
  deps: RunDeps,
  request: FastifyRequest,
): Promise<void> {
  try {
    request.admission = await gate(request, route);
  } catch (refusal) {
    request.answeredBefore = await answeredBefore(refusal, gate, route, deps, request);
  }
}

async function answer(
  route: RouteSpec,
  handler: never,
  deps: RunDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  readmit: Readmit,
): Promise<unknown> {
  const { admission, answeredBefore } = request;
  if (answeredBefore) return sendWritten(reply, await runAgain(route, deps, request, answeredBefore));
  if (!admission) throw new Error("a request passed by the gate");
  if (route.streams) {
    const streamed = await runStream(route, handler, deps, request, { admission, readmit });
    return sendStream(request, reply, streamed);
  }
  if (route.method === "GET") return runRead(route, handler, deps, request, admission);
  if (route.reads) return runRead(route, handler, deps, request, await readmit());
  return sendWritten(reply, await runWrite(route, handler, deps, request, readmit));
}

function sendWritten(reply: FastifyReply, { revision, body }: Written): unknown {
  if (revision !== null) reply.header("keywright-revision", String(revision));
  return body;
}

function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, headers, body }: Streamed,
): FastifyReply {
  reply.headers({ ...headers }).type(type);
  if (request.method !== "HEAD") return reply.send(body);
  body.destroy();
  return reply.send("");
}
