import { createVerifier, type Verifier } from "@keywright/verifier";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";

const ISSUER = "http://127.0.0.1:4600";
const NAME = "paused";
/** A few renewals, on a busy machine. */
const SOON = { timeout: 10_000, interval: 50 };

let kw: TestService;
let verifier: Verifier;
beforeAll(async () => {
  kw = await startTestService();
  verifier = createVerifier({
    url: kw.url,
    credential: kw.operatorToken,
    issuer: ISSUER,
    audience: ISSUER,
    name: NAME,
  });
  await verifier.start();
});
afterAll(async () => {
  await verifier.close();
  await kw.close();
});

/** What the servers of an installation do to those whose lease has long run out: one that was paused, say. */
async function takeOffTheRecord(kind: "server" | "verifier"): Promise<void> {
  await kw.database.kysely.deleteFrom("verifier").where("kind", "=", kind).execute();
}

async function onRecord(): Promise<{ kind: string; name: string }[]> {
  return kw.database.kysely.selectFrom("verifier").select(["kind", "name"]).execute();
}

test("a server that was taken off the record is back on it before it decides again: writes would not wait for it", async () => {
  await takeOffTheRecord("server");
  await expect.poll(onRecord, SOON).toContainEqual(expect.objectContaining({ kind: "server" }));
  expect(kw.app.authority.isLive()).toBe(true);
});

test("a verifier that was taken off the record is given no lease until it is on it again: writes would not wait for it", async () => {
  const { connections } = verifier.statistics;
  await takeOffTheRecord("verifier");
  await expect.poll(onRecord, SOON).toContainEqual({ kind: "verifier", name: NAME });
  expect(verifier.statistics.connections).toBe(connections + 1);
  await expect.poll(() => verifier.statistics.leaseRemainingMs, SOON).toBeGreaterThan(0);
});
