import type { FastifyInstance, HTTPMethods } from "fastify";
import { Refusal } from "../refusal.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const satisfies HTTPMethods[];

/** Answers the methods that a path does not serve with those that it does. */
export function refuseOtherMethods(app: FastifyInstance, url: string, served: ReadonlySet<string>): void {
  // Fastify answers HEAD wherever it answers GET.
  const known = new Set([...served, ...(served.has("GET") ? ["HEAD"] : [])]);
  const others = METHODS.filter((method) => !known.has(method));
  if (others.length === 0) return;
  app.route({
    method: others,
    url,
    onRequest: async (_request, reply) => {
      const allow = [...known].join(", ");
      reply.header("allow", allow);
      throw new Refusal("method_not_allowed", { detail: `This path knows ${allow}.` });
    },
    handler: async () => {},
  });
}
