import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Authority } from "../authority/authority.ts";

const DURATION_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** Counts and times by route, never by token, organization or address. */
export interface Metrics {
  /** For the requests of one route: to be told of each as it ends. */
  observerOf(route: string): (request: FastifyRequest, reply: FastifyReply) => void;
  /** All of them, as Prometheus reads them. */
  show(): Promise<{ readonly type: string; readonly text: string }>;
}

export function createMetrics(authority: Authority, answeredAtOnce: ReadonlyMap<string, number>): Metrics {
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
  measureAuthority(authority, registers);
  countAnsweredAtOnce(answeredAtOnce, registers);

  return {
    observerOf(route) {
      const known = new Map<string, Histogram.Internal<string>>();
      return ({ method, refusedWith }, { statusCode, elapsedTime }) => {
        const name = `${method} ${statusCode}`;
        const times = known.get(name) ?? requests.labels(method, route, String(statusCode));
        known.set(name, times);
        times.observe(elapsedTime / 1000);
        if (refusedWith) refusals.inc({ code: refusedWith });
      };
    },
    show: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

/** Apart from the others: to take the time of these would cost more than they do. */
function countAnsweredAtOnce(answered: ReadonlyMap<string, number>, registers: Registry[]): void {
  new Counter({
    name: "keywright_answered_at_once_total",
    help: "Requests answered from memory, before any route; they are not among the HTTP requests",
    labelNames: ["route"],
    registers,
    collect() {
      this.reset();
      for (const [route, count] of answered) this.inc({ route }, count);
    },
  });
}

function measureAuthority(authority: Authority, registers: Registry[]): void {
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
}

/** `/metrics`, and the times of all routes that are not measured otherwise. */
export function mountMetrics(app: FastifyInstance, metrics: Metrics): void {
  const observers = new Map<string, ReturnType<Metrics["observerOf"]>>();
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unknown";
    const observe = observers.get(route) ?? metrics.observerOf(route);
    observers.set(route, observe);
    observe(request, reply);
    done();
  });
  app.get("/metrics", async (_request, reply) => {
    const { type, text } = await metrics.show();
    return reply.type(type).send(text);
  });
}
