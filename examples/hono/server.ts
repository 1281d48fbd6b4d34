import { serve } from "@hono/node-server";
import { createVerifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/hono";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { readFile } from "node:fs/promises";
import type { Permission } from "../permissions.ts";

const url = process.env["KEYWRIGHT_URL"] ?? "http://127.0.0.1:4600";
const credentialFile = process.env["KEYWRIGHT_CREDENTIAL_FILE"] ?? "data/examples/verifier.token";
const port = Number(process.env["PORT"] ?? 3000);

const verifier = createVerifier({
  url,
  credential: async () => (await readFile(credentialFile, "utf8")).trim(),
  name: "example: hono",
  onEvent: (event) => {
    if (event.type === "disconnected") console.error(`Not connected to ${url}: ${event.reason}`);
  },
});
const { protect, assertPermissionsKnown } = createGuard<Permission>(verifier);

const services = ["storefront", "checkout"];
const app = new Hono();

app.get(
  "/projects/:projectId/services",
  protect("project:services:general:read", { project: "projectId" }),
  (c) => c.json({ services, askedBy: c.get("keywright").principal.tokenId }),
);
app.delete(
  "/projects/:projectId/services/:serviceId",
  protect("project:services:general:delete", { project: "projectId" }),
  (c) => c.json({ deleted: c.req.param("serviceId") }),
);
// What pages call, from websites of others: the browser asks first, and without the token.
app.use("/projects/:projectId/environments/*", cors());
app.post(
  "/projects/:projectId/environments/:environment/events",
  protect("project:shop:events:send", {
    project: "projectId",
    environment: "environment",
    exposure: "publishable",
  }),
  (c) => c.json({ received: true }),
);

await verifier.start();
assertPermissionsKnown();
const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, () =>
  console.log(`Listening on http://127.0.0.1:${port}`),
);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void verifier.close();
  });
}
