import { createGuard } from "@keywright/verifier/fastify";
import type { Verifier } from "@keywright/verifier";
import Fastify from "fastify";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Something that listens on a port of its own, and so is an origin of its own. */
export interface Listening {
  readonly origin: string;
  close(): Promise<void>;
}

export const SEND = "project:analytics:events:send";

/** An API for pages of any website: who may use it is for the tokens to say, so browsers are told that all may try. */
export async function startPublicApi(verifier: Verifier): Promise<Listening> {
  const { protect, assertPermissionsKnown } = createGuard(verifier);
  const app = Fastify();
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "keywright-key-ends",
    });
  });
  app.options("/*", async (_request, reply) =>
    reply.code(204).headers({ "access-control-allow-headers": "authorization" }).send(),
  );
  const place = { project: () => "web-shop", environment: () => "live" };
  app.post("/events", { onRequest: protect(SEND, place) }, async () => ({ said: "counted" }));
  const secretOnly = protect(SEND, { ...place, exposure: "secret" });
  app.post("/imports", { onRequest: secretOnly }, async () => ({ said: "imported" }));
  assertPermissionsKnown();
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  return { origin, close: () => app.close() };
}

interface Page {
  readonly api: string;
  readonly token: string;
}

/** A website whose page calls the API with the token that stands in it, and shows what came back. */
export async function startWebsite(page: () => Page): Promise<Listening> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(htmlOf(page()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function htmlOf({ api, token }: Page): string {
  return `<!doctype html><title>Shop</title>
    <button value="/events">Send an event</button>
    <button value="/imports">Import</button>
    <output></output>
    <script type="module">
      const { api, token } = ${JSON.stringify({ api, token })};
      const output = document.querySelector("output");
      for (const button of document.querySelectorAll("button")) {
        button.addEventListener("click", async () => {
          output.textContent = "";
          const headers = { authorization: "Bearer " + token };
          const answer = await fetch(api + button.value, { method: "POST", headers });
          const { said, code, detail } = await answer.json();
          const ends = answer.headers.get("keywright-key-ends");
          output.textContent = [answer.status, said ?? code + ": " + detail, "ends " + ends].join(" | ");
        });
      }
    </script>`;
}
