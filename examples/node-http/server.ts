import { createVerifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/node-http";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Permission } from "../permissions.ts";

const url = process.env["KEYWRIGHT_URL"] ?? "http://127.0.0.1:4600";
const credentialFile = process.env["KEYWRIGHT_CREDENTIAL_FILE"] ?? "data/examples/verifier.token";
const port = Number(process.env["PORT"] ?? 3000);

const verifier = createVerifier({
  url,
  credential: async () => (await readFile(credentialFile, "utf8")).trim(),
  name: "example: node-http",
  onEvent: (event) => {
    if (event.type === "disconnected") console.error(`Not connected to ${url}: ${event.reason}`);
  },
});
const { protect, assertPermissionsKnown } = createGuard<Permission>(verifier);

const services = ["storefront", "checkout"];
const PATH = /^\/projects\/([^/?]+)\/services(?:\/([^/?]+))?(?:\?|$)/;
const project = (request: IncomingMessage) => PATH.exec(request.url ?? "")?.[1];
const json = (response: ServerResponse, body: object) =>
  void response.setHeader("content-type", "application/json").end(JSON.stringify(body));

const readServices = protect(
  "project:services:general:read",
  { project },
  (_request, response, { principal }) => json(response, { services, askedBy: principal.tokenId }),
);
const deleteService = protect("project:services:general:delete", { project }, (request, response) =>
  json(response, { deleted: PATH.exec(request.url ?? "")?.[2] }),
);

const server = createServer((request, response) => {
  const [path, , serviceId] = PATH.exec(request.url ?? "") ?? [];
  if (path && !serviceId && request.method === "GET") return readServices(request, response);
  if (serviceId && request.method === "DELETE") return deleteService(request, response);
  response.writeHead(404).end();
});

await verifier.start();
assertPermissionsKnown();
server.listen(port, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${port}`));

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void verifier.close();
  });
}
