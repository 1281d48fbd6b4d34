import { type HttpBindings, serve } from "@hono/node-server";
import { createVerifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/web";
import { readFile } from "node:fs/promises";
import type { Permission } from "../permissions.ts";

const url = process.env["KEYWRIGHT_URL"] ?? "http://127.0.0.1:4600";
const credentialFile = process.env["KEYWRIGHT_CREDENTIAL_FILE"] ?? "data/examples/verifier.token";
const port = Number(process.env["PORT"] ?? 3000);

const verifier = createVerifier({
  url,
  credential: async () => (await readFile(credentialFile, "utf8")).trim(),
  name: "example: web",
  onEvent: (event) => {
    if (event.type === "disconnected") console.error(`Not connected to ${url}: ${event.reason}`);
  },
});
const { protect, assertPermissionsKnown } = createGuard<Permission>(verifier, {
  // A Request does not say where it came from; this server hands that on beside it.
  ip: (_request, context) => (context as HttpBindings).incoming.socket.remoteAddress,
});

const services = ["storefront", "checkout"];
const PATH = /^\/projects\/([^/]+)\/services(?:\/([^/]+))?$/;
const pathOf = (request: Request) => PATH.exec(new URL(request.url).pathname) ?? [];
const project = (request: Request) => pathOf(request)[1];

const readServices = protect("project:services:general:read", { project }, (_request, { principal }) =>
  Response.json({ services, askedBy: principal.tokenId }),
);
const deleteService = protect("project:services:general:delete", { project }, (request) =>
  Response.json({ deleted: pathOf(request)[2] }),
);

// As Bun.serve, Deno.serve and Workers have it. In Next: export const GET = protect(…) with { project: "projectId" }.
function fetch(request: Request, context: HttpBindings): Response | Promise<Response> {
  const [path, , serviceId] = pathOf(request);
  if (path && !serviceId && request.method === "GET") return readServices(request, context);
  if (serviceId && request.method === "DELETE") return deleteService(request, context);
  return new Response(null, { status: 404 });
}

await verifier.start();
assertPermissionsKnown();
const server = serve({ fetch: fetch as never, port, hostname: "127.0.0.1" }, () =>
  console.log(`Listening on http://127.0.0.1:${port}`),
);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void verifier.close();
  });
}
