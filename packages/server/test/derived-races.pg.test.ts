import type { Client } from "@keywright/sdk";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CiIssuer, startCiIssuer } from "./ci-issuer.ts";
import { expectConsistent } from "./consistency.ts";
import { derive, exchangeCi } from "./exchange.ts";
import { startTestService, type TestService } from "./harness.ts";
import { holdRevisions, untilWaiting } from "./locks.ts";
import { race, times } from "./race.ts";
import { claimsOf, endOf, type HeldToken, newTenant, type Tenant } from "./tenants.ts";

const ROUNDS = 6;
const AUDIENCE = "https://keys.example.com";

let kw: TestService;
let ci: CiIssuer;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  ci = await startCiIssuer();
  tenant = await newTenant(kw, "Races");
});
afterEach(() => expectConsistent(kw));
afterAll(async () => {
  await kw.close();
  await ci.close();
});

const paramsOf = (tokenId: string) => ({ ...tenant.params, tokenId });
const inAMinute = () => new Date(Date.now() + 60_000).toISOString();

/** Ways to end what may be derived from a token; `at`: or to let it expire earlier. */
const ENDS: Readonly<Record<string, (owner: Client, token: HeldToken) => Promise<unknown>>> = {
  "the token is revoked": (owner, { id }) => owner.revokeToken({ params: paramsOf(id) }),
  "it is revoked with all it issued": (owner, { id }) =>
    owner.revokeToken({ params: paramsOf(id), query: { includeIssued: true } }),
  "its key is deleted": (owner, { id, keyId }) => owner.deleteKey({ params: { ...paramsOf(id), keyId } }),
  "it is rotated": (owner, { id }) => owner.rotateToken({ params: paramsOf(id) }),
};

describe("nothing is derived that lives on", () => {
  test.each(Object.entries(ENDS))("while %s", async (_how, end) => {
    for (let round = 0; round < ROUNDS; round++) {
      const parent = await tenant.token("admin");
      const child = (await derive(kw, parent.value)).token;
      const made: string[] = [child];
      const deriveFrom = (value: string) => async () => {
        const { status, token } = await derive(kw, value);
        expect([200, 400]).toContain(status);
        if (token !== "") made.push(token);
      };
      const [ended] = await race(
        () => end(tenant.owner, parent),
        ...times(3, () => deriveFrom(parent.value)),
        ...times(3, () => deriveFrom(child)),
      );
      expect(ended).toBe("done");
      for (const value of made) expect(await endOf(kw.client(value).login())).toBe("revoked");
      expect(await livingBelow(parent.id)).toEqual([]);
    }
  });

  test("while the token is let expire earlier, or its key a little later", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const parent = await tenant.token("admin");
      const child = (await derive(kw, parent.value)).token;
      const at = inAMinute();
      const end =
        round % 2 === 0
          ? () => tenant.owner.patchToken({ params: paramsOf(parent.id), body: { expiresAt: at } })
          : () => tenant.owner.rotateToken({ params: paramsOf(parent.id), body: { otherKeysExpiresAt: at } });
      await race(
        end,
        ...times(3, () => () => derive(kw, parent.value)),
        ...times(3, () => () => derive(kw, child)),
      );
      const living = await livingBelow(parent.id);
      expect(living.length).toBeGreaterThan(0);
      for (const { expiresAt } of living) expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.parse(at));
    }
  });

  test("while its member loses the role", async () => {
    const { id: memberId } = await tenant.owner.inviteOrgMember({ body: { email: "eve@example.com" } });
    const invitation = { email: "eve@example.com", roles: ["admin"] };
    await tenant.owner.inviteMember({ params: tenant.params, body: invitation });
    const params = { ...tenant.params, roleId: "admin" };
    for (let round = 0; round < ROUNDS; round++) {
      const parent = await tenant.token("admin", { owner: "member", memberId, lifetimeSeconds: 3600 });
      const child = (await derive(kw, parent.value)).token;
      const [ended] = await race(
        () => tenant.owner.removeRoleMember({ params: { ...params, memberId } }),
        ...times(3, () => () => derive(kw, parent.value)),
        ...times(3, () => () => derive(kw, child)),
      );
      expect(ended).toBe("done");
      expect(await livingBelow(parent.id)).toEqual([]);
      await tenant.owner.addRoleMember({ params, body: { userId: memberId } });
    }
  });

  test("once a revocation has begun, though it has not been committed yet", async () => {
    const parent = await tenant.token("admin");
    const child = (await derive(kw, parent.value)).token;
    const release = await holdRevisions(kw.database);
    const revocation = tenant.owner.revokeToken({ params: paramsOf(parent.id) });
    await untilWaiting(kw.database, 1);
    const derivations = [parent.value, child].map((value) => derive(kw, value));
    await untilWaiting(kw.database, 3);
    await release();
    await revocation;
    for (const { error, token } of await Promise.all(derivations))
      expect([error, token]).toEqual(["invalid_grant", ""]);
  });
});

describe("nothing is issued by a trust rule that lives on", () => {
  async function newRule(name: string, by: Client) {
    const claims = [{ claim: "repository_id", equals: ["1"] }];
    const body = { name, issuer: ci.issuer, audience: AUDIENCE, claims, roleId: "default" };
    return (await by.createTrustRule({ params: tenant.params, body })).id;
  }

  test("while the rule is deleted, edited, or goes with a leaked token that made it", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const maker = await tenant.token("admin");
      const ruleId = await newRule(`rule ${round}`, maker.client);
      const job = await ci.sign({ aud: AUDIENCE, repository_id: "1" });
      const params = { ...tenant.params, trustRuleId: ruleId };
      const before = (await exchangeCi(kw, { ruleId, token: job })).token;
      const claims = [{ claim: "repository_id", equals: ["2"] }];
      const ends = [
        () => tenant.owner.deleteTrustRule({ params }),
        () => tenant.owner.patchTrustRule({ params, body: { claims } }),
        () => tenant.owner.revokeToken({ params: paramsOf(maker.id), query: { includeIssued: true } }),
      ];
      const [ended] = await race(
        ends[round % ends.length]!,
        ...times(3, () => () => exchangeCi(kw, { ruleId, token: job })),
        ...times(3, () => () => derive(kw, before)),
      );
      expect(ended).toBe("done");
      expect(await livingBelow(ruleId)).toEqual([]);
      expect(await livingBelow(String(claimsOf(before)["sub"]))).toEqual([]);
    }
  });

  test("while its role is deleted", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const roleId = `going-${round}`;
      await tenant.owner.createRole({ params: tenant.params, body: { name: roleId } });
      const make = async () => {
        const claims = [{ claim: "repository_id", equals: ["1"] }];
        const body = { name: roleId, issuer: ci.issuer, audience: AUDIENCE, claims, roleId };
        await tenant.owner.createTrustRule({ params: tenant.params, body });
      };
      const [ended, made] = await race(
        () => tenant.owner.deleteRole({ params: { ...tenant.params, roleId } }),
        make,
      );
      expect(ended).toBe("done");
      expect(["done", "unknown_reference"]).toContain(made);
      const { trustRules } = await tenant.owner.listTrustRules({ params: tenant.params });
      expect(trustRules.map(({ name }) => name)).not.toContain(roleId);
    }
  });
});

/** What a token or trust rule made, directly or not, and what has not ended. */
async function livingBelow(id: string): Promise<{ id: string; expiresAt: Date }[]> {
  const { rows } = await sql<{ id: string; expires_at: Date }>`
    with recursive below as (
      select id, revoked_at, expires_at from token where creator_id = ${id}
      union
      select token.id, token.revoked_at, token.expires_at from token join below on token.creator_id = below.id
    )
    select id, expires_at from below where revoked_at is null and expires_at > now()
  `.execute(kw.database.kysely);
  return rows.map((row) => ({ id: row.id, expiresAt: row.expires_at }));
}
