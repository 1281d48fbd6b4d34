import { createVerifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/koa";
import Koa from "koa";
import { readFile } from "node:fs/promises";
import type { Permission } from "../permissions.ts";

const url = process.env["KEYWRIGHT_URL"] ?? "http://127.0.0.1:4600";
const credentialFile = process.env["KEYWRIGHT_CREDENTIAL_FILE"] ?? "data/examples/verifier.token";
const port = Number(process.env["PORT"] ?? 3000);

const verifier = createVerifier({
  url,
  credential: async () => (await readFile(credentialFile, "utf8")).trim(),
  name: "example: koa",
  onEvent: (event) => {
    if (event.type === "disconnected") console.error(`Not connected to ${url}: ${event.reason}`);
  },
});
const { protect, assertPermissionsKnown } = createGuard<Permission>(verifier);

const services = ["storefront", "checkout"];
const app = new Koa();

// Koa has no routes of its own. With @koa/router: router.get(path, protect(permission, { project: "projectId" }), handler)
const PATH = /^\/projects\/([^/]+)\/services(?:\/([^/]+))?$/;
const project = (ctx: Koa.Context) => PATH.exec(ctx.path)?.[1];
const mayRead = protect("project:services:general:read", { project });
const mayDelete = protect("project:services:general:delete", { project });

app.use(async (ctx) => {
  const [path, , serviceId] = PATH.exec(ctx.path) ?? [];
  if (path && !serviceId && ctx.method === "GET") {
    await mayRead(ctx, async () => {
      ctx.body = { services, askedBy: ctx.state["keywright"].principal.tokenId };
    });
  } else if (serviceId && ctx.method === "DELETE") {
    await mayDelete(ctx, async () => {
      ctx.body = { deleted: serviceId };
    });
  }
});

await verifier.start();
assertPermissionsKnown();
const server = app.listen(port, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${port}`));

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void verifier.close();
  });
}
