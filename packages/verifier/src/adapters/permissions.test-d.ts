import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { createServer } from "node:http";
import type { GuardVerifier } from "./gate.ts";
import * as expressAdapter from "./express.ts";
import * as fastifyAdapter from "./fastify.ts";
import * as honoAdapter from "./hono.ts";
import * as koaAdapter from "./koa.ts";
import * as nodeHttpAdapter from "./node-http.ts";
import * as webAdapter from "./web.ts";

// What must compile, and what must not, with permission names as `keywright-types` writes them.
type Permission = "project:services:general:read" | "team:billing:general:read";
const READ = "project:services:general:read";

declare const verifier: GuardVerifier;

{
  const { protect } = expressAdapter.createGuard<Permission>(verifier);
  const app = express();
  app.get("/projects/:projectId", protect(READ, { project: "projectId" }), (req, res) => {
    // The types that Express reads from the path are left alone.
    const projectId: string = req.params.projectId;
    res.json({ projectId, token: req.keywright?.principal.tokenId });
  });
  app.use("/billing", protect("team:billing:general:read", { environment: (req) => req.get("environment") }));
  // @ts-expect-error -- a permission that is not in the catalogue
  protect("project:services:general:raed");
  // @ts-expect-error -- a query parameter may be a list
  protect(READ, { environment: (req) => req.query["environment"] });
  // @ts-expect-error -- misspelt
  protect(READ, { projekt: "projectId" });
  protect(READ, { exposure: "publishable" });
  // @ts-expect-error -- no exposure
  protect(READ, { exposure: "public" });
}

{
  const { protect } = fastifyAdapter.createGuard<Permission>(verifier, { ip: (request) => request.ip });
  const app = Fastify();
  app.get<{ Params: { projectId: string }; Querystring: { page: number } }>(
    "/projects/:projectId",
    { onRequest: protect(READ, { project: "projectId" }), preHandler: [protect(READ)] },
    async (request) => [request.params.projectId, request.query.page, request.keywright?.principal.tokenId],
  );
  // @ts-expect-error -- a permission that is not in the catalogue
  protect("project:services:general:raed");
}

{
  const { protect } = honoAdapter.createGuard<Permission>(verifier);
  const app = new Hono<{ Variables: { own: number } }>();
  app.get("/projects/:projectId", protect(READ, { project: "projectId" }), (c) => {
    // What the guard adds is known to the handlers behind it, beside what was there.
    return c.json([c.get("own") + 1, c.get("keywright").revision, c.req.param("projectId").length]);
  });
  // @ts-expect-error -- a permission that is not in the catalogue
  protect("project:services:general:raed");
}

{
  const { protect } = koaAdapter.createGuard<Permission>(verifier);
  const app = new Koa<{ own: number }>();
  app.use(protect(READ, { project: (ctx) => ctx.path.split("/")[2] })).use((ctx) => {
    ctx.body = [ctx.state.own + 1, ctx.state.keywright.revision];
  });
  // @ts-expect-error -- a permission that is not in the catalogue
  protect("project:services:general:raed");
}

{
  const { protect } = nodeHttpAdapter.createGuard<Permission>(verifier);
  createServer(protect(READ, {}, (_request, response, { revision }) => void response.end(String(revision))));
  // @ts-expect-error -- a permission that is not in the catalogue
  protect("project:services:general:raed", {}, () => {});
}

{
  const { protect } = webAdapter.createGuard<Permission>(verifier);
  class NextRequest extends Request {
    readonly nextUrl = new URL(this.url);
  }
  type Context = { params: Promise<{ projectId: string }> };
  const GET: (request: NextRequest, context: Context) => Promise<Response> = protect(
    READ,
    { project: "projectId" },
    async (request: NextRequest, { revision }, { params }: Context) =>
      Response.json([request.nextUrl.pathname, revision, (await params).projectId]),
  );
  void GET;
  // @ts-expect-error -- a permission that is not in the catalogue
  protect("project:services:general:raed", {}, () => new Response());
}
