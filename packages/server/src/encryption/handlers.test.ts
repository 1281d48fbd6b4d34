import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { clientWithOrgRole } from "../../test/restricted-tokens.ts";
import { randomMasterKey } from "./vault.test-support.ts";

let kw: TestService;
afterEach(() => kw.close());

test("a master key that the environment gives is not rotated over the API", async () => {
  kw = await startTestService({ env: { KEYWRIGHT_MASTER_KEY: randomMasterKey() } });
  const { message } = await refuses(kw.operator, "master_key_external", () => kw.operator.rotateMasterKey());
  expect(message).toContain("KEYWRIGHT_MASTER_KEY_PREVIOUS");
});

test("the master key is rotated by who holds that right, leaving one event and a file for its owner alone", async () => {
  kw = await startTestService();
  const other = await clientWithOrgRole(kw, kw.operator, {
    name: "Signing keys only",
    permissions: { platformScope: ["platform:admin:signing-keys:*"], orgScope: ["*"] },
  });
  await refuses(kw.operator, "permission_missing", () => other.rotateMasterKey());
  const rotate = () => kw.operator.rotateMasterKey();
  const { result, event } = await leavesOneEvent(kw.operator, "master-key.rotate", rotate);
  expect(event.after).toEqual(result);
  expect((await stat(join(kw.dataDir, "master-key"))).mode & 0o777).toBe(0o600);
  // Tokens are signed with a key that is kept under the master key too.
  expect((await kw.operator.issueOrgToken({ body: { name: "After", roleId: "operator" } })).token).toMatch(
    /^ey/,
  );
});
