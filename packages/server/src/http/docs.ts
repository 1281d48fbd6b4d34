import Fastify, { type FastifyInstance } from "fastify";
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

const PAGE = "/docs";

/** A readable reference of the API at `/docs`, made from `/openapi.json`. */
export async function mountDocs(app: FastifyInstance): Promise<void> {
  let reference: Promise<FastifyInstance> | undefined;
  await app.register(async (docs) => {
    docs.addHook("onSend", async (_request, reply) => {
      reply.header("content-security-policy", DOCS_POLICY);
      if (reply.statusCode === 200) reply.header("cache-control", CACHEABLE);
    });
    for (const path of [PAGE, `${PAGE}/js/scalar.js`]) {
      docs.get(path, async (request, reply) => {
        reference ??= loadReference();
        const { statusCode, headers, rawPayload } = await (await reference).inject(request.url);
        const { "content-type": type, location } = headers;
        if (location !== undefined) return reply.redirect(location, statusCode);
        return reply.status(statusCode).header("content-type", type).send(rawPayload);
      });
    }
  });
}

/** When it is first asked for: it brings a script of megabytes, and reading that is a part of a start that few need. */
async function loadReference(): Promise<FastifyInstance> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const reference = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await reference.register(scalar, {
    routePrefix: PAGE,
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
  return reference;
}
