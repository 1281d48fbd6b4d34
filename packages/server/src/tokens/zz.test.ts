import { expect, test } from "vitest";
import { startTestService } from "../../test/harness.ts";
test("x", async () => {
  const kw = await startTestService();
  const body = { name: "Idem", ownerToken: { name: "o" } };
  const a = await kw.operator.createOrg({ body }, { idempotencyKey: "a" });
  const b = await kw.operator.createOrg({ body }, { idempotencyKey: "a" });
  console.log(Object.keys(a.ownerToken!), Object.keys(b.ownerToken!));
  await kw.close();
  expect(1).toBe(1);
});
