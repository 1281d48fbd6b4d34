import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Authority } from "../authority/authority.ts";

const DURATION_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** Prometheus metrics at `/metrics`: counts and times by route, never by token, organization or address. */
export function mountMetrics(app: FastifyInstance, authority: Authority): void {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "keywright_http_request_seconds",
    help: "Duration of HTTP requests",
    labelNames: ["method", "route", "status"],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  });
  const refusals = new Counter({
    name: "keywright_refusals_total",
    help: "Requests refused, by code",
    labelNames: ["code"],
    registers,
  });
  new Gauge({
    name: "keywright_revision",
    help: "The authority revision this server decides by",
    registers,
    collect() {
      this.set(authority.state.revision);
    },
  });
  new Gauge({
    name: "keywright_live",
    help: "1 while this server has heard from its database within its lease",
    registers,
    collect() {
      this.set(authority.isLive() ? 1 : 0);
    },
  });

  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    if (request.refusedWith) refusals.inc({ code: request.refusedWith });
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
