import { createVerifier, type Verifier } from "@keywright/verifier";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";

const ISSUER = "http://127.0.0.1:4600";
const REQUEST = { permission: "project:projects:manage:read", project: "web-shop" };
const WAIT = { waitSeconds: 20 };
const MINUTES_MS = 60_000;

let kw: TestService;
const opened: Verifier[] = [];
beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.createProject({ body: { name: "Web shop" } });
  await kw.operator.createRole({
    body: { name: "reader", permissions: { projectScope: [REQUEST.permission] } },
  });
});
afterAll(async () => {
  for (const verifier of opened) await verifier.close();
  await kw.close();
});

async function started(): Promise<Verifier> {
  const verifier = createVerifier({
    url: kw.url,
    credential: kw.operatorToken,
    issuer: ISSUER,
    audience: ISSUER,
  });
  opened.push(verifier);
  await verifier.start();
  return verifier;
}

const issue = () => kw.operator.issueToken({ body: { name: "ci", roleId: "reader" } });

describe.each([-10, 10])("a verifier whose clock is off by %i minutes", (minutes) => {
  /** What it says of a token by its own clock, as of now. The token has been seen before: nothing is waited for. */
  async function verdictOf(verifier: Verifier, token: string): Promise<string> {
    await verifier.verify(token, REQUEST);
    const wrong = Date.now() + minutes * MINUTES_MS;
    const clock = vi.spyOn(Date, "now").mockReturnValue(wrong);
    const verdict = verifier.verify(token, REQUEST);
    clock.mockRestore();
    if (verdict instanceof Promise) throw new Error("the token was not known");
    return verdict.allowed ? "allowed" : verdict.reason;
  }

  test("decides while it is vouched for: its lease has nothing to do with the time of day", async () => {
    const { token } = await issue();
    expect(await verdictOf(await started(), token)).toBe("allowed");
  });

  test("refuses what was revoked, deleted or rotated away as soon as it has confirmed it", async () => {
    const verifier = await started();
    const [revoked, keyless, rotated] = [await issue(), await issue(), await issue()];
    const tokens = [revoked.token, keyless.token, rotated.token];
    for (const token of tokens) expect(await verdictOf(verifier, token)).toBe("allowed");
    const answers = [
      await kw.operator.revokeToken({ params: { tokenId: revoked.id } }, WAIT),
      await kw.operator.deleteKey({ params: { tokenId: keyless.id, keyId: keyless.key.id } }, WAIT),
      await kw.operator.rotateToken({ params: { tokenId: rotated.id } }, WAIT),
    ];
    for (const { propagation } of answers) expect(propagation?.complete).toBe(true);
    for (const one of [verifier, await started()]) {
      for (const token of tokens) expect(await verdictOf(one, token)).toBe("revoked");
    }
  });
});
