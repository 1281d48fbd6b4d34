import scalar from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";
import { CACHEABLE } from "./public-routes.ts";

/** The reference is one page that styles and starts itself; nothing of it comes from elsewhere. */
const DOCS_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "frame-ancestors 'none'",
].join("; ");

/** A readable reference of the API at `/docs`, made from `/openapi.json`. */
export async function mountDocs(app: FastifyInstance): Promise<void> {
  await app.register(async (docs) => {
    docs.addHook("onSend", async (_request, reply) => {
      reply.header("content-security-policy", DOCS_POLICY);
      if (reply.statusCode === 200) reply.header("cache-control", CACHEABLE);
    });
    await docs.register(scalar, {
      routePrefix: "/docs",
      configuration: {
        url: "/openapi.json",
        pageTitle: "Keywright API",
        withDefaultFonts: false,
        telemetry: false,
        showDeveloperTools: "never",
        hideClientButton: true,
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}
