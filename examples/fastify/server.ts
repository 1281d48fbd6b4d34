import { createVerifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/fastify";
import Fastify from "fastify";
import { readFile } from "node:fs/promises";
import type { Permission } from "../permissions.ts";

const url = process.env["KEYWRIGHT_URL"] ?? "http://127.0.0.1:4600";
const credentialFile = process.env["KEYWRIGHT_CREDENTIAL_FILE"] ?? "data/examples/verifier.token";
const port = Number(process.env["PORT"] ?? 3000);

const verifier = createVerifier({
  url,
  credential: async () => (await readFile(credentialFile, "utf8")).trim(),
  name: "example: fastify",
  onEvent: (event) => {
    if (event.type === "disconnected") console.error(`Not connected to ${url}: ${event.reason}`);
  },
});
const { protect, assertPermissionsKnown } = createGuard<Permission>(verifier);

const services = ["storefront", "checkout"];
const app = Fastify();

app.get(
  "/projects/:projectId/services",
  { onRequest: protect("project:services:general:read", { project: "projectId" }) },
  async (request) => ({ services, askedBy: request.keywright?.principal.tokenId }),
);
app.delete<{ Params: { serviceId: string } }>(
  "/projects/:projectId/services/:serviceId",
  { onRequest: protect("project:services:general:delete", { project: "projectId" }) },
  async (request) => ({ deleted: request.params.serviceId }),
);

await verifier.start();
assertPermissionsKnown();
console.log(`Listening on ${await app.listen({ port, host: "127.0.0.1" })}`);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    void app.close();
    void verifier.close();
  });
}
