import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Scripts from our own files alone. Mantine writes style elements, which harm nobody without a script. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** The beginnings of all addresses that are pages. What stands behind them is the console's own affair. */
const PAGES = [
  "/",
  "/setup",
  "/sign-in",
  "/forgot-password",
  "/reset-password",
  "/invite",
  "/device",
  "/approve/*",
  "/account",
  "/o/*",
  "/platform",
  "/platform/*",
] as const;

function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes("text/html") ?? false;
}

const FOR_EVER = "public, max-age=31536000, immutable";

/** The built console: its pages, and the files they are made of. It has no other way to us than the public API. */
export async function mountConsole(app: FastifyInstance, folder: string): Promise<void> {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const answerPage = (_request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header("content-security-policy", PAGE_POLICY)
      // It names the files of one build: an old one would ask for what is gone.
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .send(page);
  for (const path of PAGES) app.get(path, answerPage);
  // A mistyped address: people get a page that says so, programs their problem.
  app.get("/*", (request, reply) =>
    wantsPage(request) ? answerPage(request, reply.status(404)) : reply.callNotFound(),
  );

  await app.register(fastifyStatic, {
    root: join(folder, "assets"),
    prefix: "/assets/",
    preCompressed: true,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply) => void reply.header("cache-control", FOR_EVER),
  });
  for (const name of ["favicon.svg", "color-scheme.js"]) {
    const content = await readFile(join(folder, name));
    const type = name.endsWith(".js") ? "text/javascript; charset=utf-8" : "image/svg+xml";
    app.get(`/${name}`, (_request, reply) =>
      reply.header("cache-control", "no-cache").type(type).send(content),
    );
  }
}
