import Fastify from "fastify";
import { request } from "node:http";
import { expect, test } from "vitest";
import { LIST_MEMBERS } from "../installation.test-support.ts";
import { createGuard } from "./fastify.ts";
import { startLiveVerifier } from "./live-verifier.test-support.ts";

test("as preHandler, a body that takes its time is judged by the authority of the moment when it is there", async () => {
  const { verifier, token, change } = await startLiveVerifier();
  const { protect } = createGuard(verifier);
  const app = Fastify();
  app.post("/members", { preHandler: protect(LIST_MEMBERS) }, async () => "acted");
  try {
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    const headers = { authorization: `Bearer ${await token()}`, "content-type": "application/json" };
    const reading = new Promise<void>((resolve) => {
      app.server.once("request", () => resolve());
    });
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${url}/members`, { method: "POST", headers }, ({ statusCode }) =>
        resolve(statusCode),
      );
      call.on("error", reject);
      call.write("{");
      void reading.then(() => {
        change({
          kind: "token_ended",
          orgId: "acme-id",
          id: "token-1",
          endsAt: 0,
          forgetAt: null,
          reason: "revoked",
        });
        call.end("}");
      });
    });
    expect(await answer).toBe(401);
  } finally {
    await app.close();
    await verifier.close();
  }
});
