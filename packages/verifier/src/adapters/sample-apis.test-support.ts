import { type HttpBindings, serve } from "@hono/node-server";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as expressAdapter from "./express.ts";
import * as fastifyAdapter from "./fastify.ts";
import type { Access, GuardVerifier, RouteOptions } from "./gate.ts";
import * as honoAdapter from "./hono.ts";
import * as koaAdapter from "./koa.ts";
import * as nodeHttpAdapter from "./node-http.ts";
import {
  environmentIn,
  findRoute,
  type Permission,
  SAMPLE_ROUTES,
  type SampleRoute,
} from "./sample-routes.test-support.ts";
import * as webAdapter from "./web.ts";

export interface SampleApi {
  readonly url: string;
  /** What the guard reported as answered with 500 so far. */
  readonly errors: unknown[];
  close(): Promise<void>;
}

export type SampleName = keyof typeof STARTS;

const STARTS = {
  express: startExpress,
  fastify: startFastify,
  hono: startHono,
  koa: startKoa,
  "node-http": startNodeHttp,
  web: startWeb,
};

export const SAMPLE_NAMES = Object.keys(STARTS) as SampleName[];

/** The sample API on a real socket, in a real framework. */
export async function startSample(name: SampleName, verifier: GuardVerifier): Promise<SampleApi> {
  const errors: unknown[] = [];
  const served = await STARTS[name](verifier, (error) => errors.push(error));
  return { ...served, errors };
}

type Start = (
  verifier: GuardVerifier,
  onError: (error: unknown) => void,
) => Promise<Omit<SampleApi, "errors">>;

const show = ({ principal, revision }: Access) => ({ tokenId: principal.tokenId, revision });

function handle({ fails }: SampleRoute, keywright: Access) {
  if (fails) throw new Error("the handler failed");
  return show(keywright);
}

/** Declares every route with the guard it wants; `urlOf` says where a framework keeps the address of a request. */
function declare<Args extends readonly unknown[], Route>(
  createGuard: (options: { hideRestricted?: boolean }) => Route,
  urlOf: (...args: Args) => string | undefined,
) {
  const [plain, hiding] = [createGuard({}), createGuard({ hideRestricted: true })];
  return Object.entries(SAMPLE_ROUTES).map(([path, route]) => {
    const environment = { environment: (...args: Args) => environmentIn(urlOf(...args)) };
    const options: RouteOptions<Args> = {
      ...route.place,
      ...(route.takesEnvironment && environment),
      ...(route.exposure && { exposure: route.exposure }),
    };
    return { path, route, options, guard: route.hides ? hiding : plain };
  });
}

async function startExpress(...[verifier, onError]: Parameters<Start>) {
  const app = express();
  // Its own answer to a handler that failed, without the console.
  app.set("env", "test");
  const routes = declare(
    (options) => expressAdapter.createGuard<Permission>(verifier, { ...options, onError }),
    (request: express.Request) => request.originalUrl,
  );
  for (const { path, route, options, guard } of routes) {
    app.get(path, guard.protect(route.permission, options), (request, response) => {
      response.json(handle(route, request.keywright as Access));
    });
  }
  return listen(createServer(app));
}

async function startFastify(...[verifier, onError]: Parameters<Start>) {
  const app = Fastify();
  const routes = declare(
    (options) => fastifyAdapter.createGuard<Permission>(verifier, { ...options, onError }),
    (request: { url: string }) => request.url,
  );
  for (const { path, route, options, guard } of routes) {
    app.get(path, { onRequest: guard.protect(route.permission, options) }, async (request) =>
      handle(route, request.keywright as Access),
    );
  }
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return { url, close: () => app.close() };
}

async function startHono(...[verifier, onError]: Parameters<Start>) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const routes = declare(
    (options) => honoAdapter.createGuard<Permission>(verifier, { ...options, onError }),
    (c: { req: { url: string } }) => c.req.url,
  );
  for (const { path, route, options, guard } of routes) {
    app.get(path, guard.protect(route.permission, options), (c) => {
      const shown = handle(route, c.get("keywright"));
      // Some handlers pass on a Response of another's making.
      return route.place.team ? Response.json(shown) : c.json(shown);
    });
  }
  app.onError((_error, c) => c.text("failed", 500));
  return listenWith(app.fetch);
}

async function startKoa(...[verifier, onError]: Parameters<Start>) {
  const routes = declare(
    (options) => koaAdapter.createGuard<Permission>(verifier, { ...options, onError }),
    (ctx: Koa.Context) => ctx.url,
  );
  const guarded = new Map(
    routes.map(({ path, route, options, guard }) => [path, guard.protect(route.permission, options)]),
  );
  const app = new Koa<{ keywright: Access }>();
  app.silent = true;
  app.use(async (ctx, next) => {
    const [path = "", params] = findRoute(ctx.path) ?? [];
    ctx["params"] = params;
    const found = guarded.get(path);
    if (found) await found(ctx, next);
  });
  app.use((ctx) => {
    const [path = ""] = findRoute(ctx.path) ?? [];
    ctx.body = handle(SAMPLE_ROUTES[path] as SampleRoute, ctx.state.keywright);
  });
  const callback = app.callback();
  return listen(createServer((request, response) => void callback(request, response)));
}

async function startNodeHttp(...[verifier, onError]: Parameters<Start>) {
  const routes = declare(
    (options) => nodeHttpAdapter.createGuard<Permission>(verifier, { ...options, onError }),
    (request: IncomingMessage) => request.url,
  );
  const guarded = new Map(
    routes.map(({ path, route, options, guard }) => {
      const handler: nodeHttpAdapter.Handler = (_request, response, keywright) => {
        response.statusCode = route.fails ? 500 : 200;
        response.end(JSON.stringify(show(keywright)));
      };
      return [path, guard.protect(route.permission, options, handler)];
    }),
  );
  const server = createServer((request, response) => {
    const [path = "", params] = findRoute(new URL(request.url ?? "/", "http://localhost").pathname) ?? [];
    guarded.get(path)?.(Object.assign(request, { params }), response);
  });
  return listen(server);
}

/** As Next has it: the parameters beside the request, in a promise. */
interface Beside {
  readonly params: Promise<Record<string, string> | undefined>;
  readonly address: string | undefined;
}

async function startWeb(...[verifier, onError]: Parameters<Start>) {
  const ip = (_request: Request, context: unknown) => (context as Beside).address;
  const routes = declare(
    (options) => webAdapter.createGuard<Permission>(verifier, { ...options, onError, ip }),
    (request: Request) => request.url,
  );
  const guarded = new Map(
    routes.map(({ path, route, options, guard }) => {
      const handler = (_request: Request, keywright: Access) =>
        route.fails ? Response.redirect("http://localhost/sorry") : Response.json(show(keywright));
      return [path, guard.protect<Request, Beside>(route.permission, options, handler)];
    }),
  );
  return listenWith(async (request, { incoming }) => {
    const [path = "", params] = findRoute(new URL(request.url).pathname) ?? [];
    const beside = { params: Promise.resolve(params), address: incoming.socket.remoteAddress };
    return (await guarded.get(path)?.(request, beside)) ?? new Response(null, { status: 404 });
  });
}

async function listen(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: urlOf(server), close: () => closed(server) };
}

async function listenWith(fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>) {
  const server = await new Promise<Server>((resolve) => {
    const serving = serve({ fetch: fetch as never, port: 0, hostname: "127.0.0.1" }, () =>
      resolve(serving as Server),
    );
  });
  return { url: urlOf(server), close: () => closed(server) };
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
