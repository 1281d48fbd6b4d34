import { createVerifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/express";
import express from "express";
import { readFile } from "node:fs/promises";
import type { Permission } from "../permissions.ts";

const url = process.env["KEYWRIGHT_URL"] ?? "http://127.0.0.1:4600";
const credentialFile = process.env["KEYWRIGHT_CREDENTIAL_FILE"] ?? "data/examples/verifier.token";
const port = Number(process.env["PORT"] ?? 3000);

const verifier = createVerifier({
  url,
  credential: async () => (await readFile(credentialFile, "utf8")).trim(),
  name: "example: express",
  onEvent: (event) => {
    if (event.type === "disconnected") console.error(`Not connected to ${url}: ${event.reason}`);
  },
});
const { protect, assertPermissionsKnown } = createGuard<Permission>(verifier);

const services = ["storefront", "checkout"];
const app = express();

app.get(
  "/projects/:projectId/services",
  protect("project:services:general:read", { project: "projectId" }),
  (req, res) => void res.json({ services, askedBy: req.keywright?.principal.tokenId }),
);
app.delete(
  "/projects/:projectId/services/:serviceId",
  protect("project:services:general:delete", { project: "projectId" }),
  (req, res) => void res.json({ deleted: req.params.serviceId }),
);

await verifier.start();
assertPermissionsKnown();
const server = app.listen(port, "127.0.0.1", (error) => {
  if (error) throw error;
  console.log(`Listening on http://127.0.0.1:${port}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void verifier.close();
  });
}
