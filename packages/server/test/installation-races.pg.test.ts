import type { Client } from "@keywright/sdk";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startUsage } from "../src/usage/usage.ts";
import { expectConsistent } from "./consistency.ts";
import { startTestService, type TestService } from "./harness.ts";
import { race, times } from "./race.ts";
import { ageSigningKeys } from "./signing-key-age.ts";

const ROUNDS = 6;

let kw: TestService;
let operator: Client;
beforeAll(async () => {
  kw = await startTestService();
  ({ operator } = kw);
});
afterEach(() => expectConsistent(kw));
afterAll(() => kw.close());

test("catalogues put at the same moment replace each other whole, and give no bit twice", async () => {
  const bits = async () =>
    kw.database.kysely.selectFrom("permission").select(["permission", "bit"]).execute();
  const before = new Map((await bits()).map(({ permission, bit }) => [permission, bit]));
  for (let round = 0; round < ROUNDS; round++) {
    const namesOf = (index: number) => times(5, (n) => `project:race:r${round}-${index}:do-${n}`);
    const put = (index: number) => () =>
      operator.putCatalogue({
        body: { permissions: namesOf(index).map((permission) => ({ permission })) },
      });
    expect(await race(...times(4, put))).toEqual(times(4, () => "done"));
    const inForce = kw.app.authority.state.catalogue.entries
      .filter(({ origin }) => origin === "operator")
      .map(({ permission }) => permission);
    expect(times(4, namesOf)).toContainEqual(inForce);
  }
  for (const { permission, bit } of await bits()) {
    if (before.has(permission)) expect(bit).toBe(before.get(permission));
  }
});

test("of rotations of the signing key at the same moment one is done: the next key after it is known to nobody", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await ageSigningKeys(kw.database);
    const ends = await race(...times(3, () => () => operator.rotateSigningKey()));
    expect(ends.toSorted()).toEqual(["done", "signing_key_too_new", "signing_key_too_new"]);
    const { signingKeys } = await operator.listSigningKeys();
    expect(signingKeys.filter(({ state }) => state === "current")).toHaveLength(1);
    expect(signingKeys.filter(({ state }) => state === "next")).toHaveLength(1);
  }
});

test("a token issued while signing keys are rotated is accepted, however often", async () => {
  const tokens: string[] = [];
  const issue = async () => {
    // Without an expiry a token would keep its signing key for ever.
    const body = { name: "passing", roleId: "default", lifetimeSeconds: 60 };
    tokens.push((await operator.issueToken({ body })).token);
  };
  for (let round = 0; round < ROUNDS; round++) {
    await ageSigningKeys(kw.database);
    const ends = await race(
      ...times(6, (index) => (index === 1 ? () => operator.rotateSigningKey() : issue)),
    );
    expect(ends).toEqual(times(6, () => "done"));
  }
  const ends = await race(...tokens.map((token) => () => kw.client(token).login()));
  expect(ends).toEqual(tokens.map(() => "done"));
});

test("tokens rotated and revoked while two servers write down their use fail nothing on either side", async () => {
  const { roleId } = await clientRole();
  const issued = await Promise.all(
    times(10, (index) => operator.issueToken({ body: { name: `busy ${index}`, roleId } })),
  );
  const principals = await Promise.all(
    issued.map(async ({ token }) => {
      const verdict = await kw.app.authority.authenticate(token);
      if (!verdict.allowed) throw new Error(verdict.reason);
      return verdict.principal;
    }),
  );
  const failures: unknown[] = [];
  let racing = true;
  async function writeDownUse(order: typeof principals): Promise<void> {
    const usage = startUsage(kw.database, (error) => failures.push(error));
    while (racing) {
      for (const principal of order) usage.record(principal, Date.now());
      await usage.flush().catch((error: unknown) => failures.push(error));
    }
    await usage.stop();
  }
  const servers = [writeDownUse(principals), writeDownUse(principals.toReversed())];
  const ends = await race(
    ...issued.map(({ id: tokenId }, index) => async () => {
      for (let turn = 0; turn < 6; turn++) await operator.rotateToken({ params: { tokenId } });
      if (index % 2) await operator.revokeToken({ params: { tokenId } });
    }),
  );
  racing = false;
  await Promise.all(servers);
  expect(failures).toEqual([]);
  expect(ends).toEqual(issued.map(() => "done"));
});

async function clientRole(): Promise<{ roleId: string }> {
  const { id } = await operator.createRole({
    body: { name: "busy", permissions: { projectScope: ["project:projects:manage:read"] } },
  });
  return { roleId: id };
}
