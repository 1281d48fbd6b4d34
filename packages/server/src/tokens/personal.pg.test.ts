import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { holdEvents, untilWaiting } from "../../test/locks.ts";
import { newMember } from "../../test/people.ts";
import { race, times } from "../../test/race.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

const MAX = 3;
const ROUNDS = 4;
const READ = { projectScope: ["project:projects:manage:read"] };

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Racing");
  await tenant.owner.createRole({ params: tenant.params, body: { name: "reader", permissions: READ } });
  await tenant.owner.patchOwnOrg({ body: { personalTokensMax: MAX } });
});
afterAll(() => kw.close());

const body = { name: "mine", roleId: "reader", lifetimeSeconds: 3600 };
const newPerson = () => newMember(kw, tenant.owner, { teamId: tenant.teamId, roles: ["reader"] });

test("of many requests at once no more get a personal token than may be alive, whoever asks for them", async () => {
  const { params, owner } = tenant;
  for (let round = 0; round < ROUNDS; round++) {
    const { client, memberId } = await newPerson();
    const ends = await race(
      ...times(6, () => () => client.issueToken({ params, body })),
      ...times(6, () => () => owner.issueToken({ params, body: { ...body, owner: "member", memberId } })),
    );
    const refused = times(12 - MAX, () => "too_many_personal_tokens");
    expect(ends.toSorted()).toEqual([...times(MAX, () => "done"), ...refused]);
    const { tokens } = await client.listMyTokens();
    expect(tokens).toHaveLength(MAX);
  }
});

test("of requests that have all begun before any has ended, no more get one either", async () => {
  const { client } = await newPerson();
  const release = await holdEvents(kw.database);
  const ended = race(...times(MAX + 2, () => () => client.issueToken({ params: tenant.params, body })));
  await untilWaiting(kw.database, MAX + 2);
  await release();
  const refused = times(2, () => "too_many_personal_tokens");
  expect((await ended).toSorted()).toEqual([...times(MAX, () => "done"), ...refused]);
});

test("a personal token issued while its person loses the role is accepted by nobody afterwards", async () => {
  const { params, owner } = tenant;
  for (let round = 0; round < ROUNDS; round++) {
    const { client, memberId } = await newPerson();
    const issued: string[] = [];
    const [removal, ...issues] = await race(
      () => owner.removeMember({ params: { ...params, memberId } }),
      ...times(MAX, () => async () => {
        issued.push((await client.issueToken({ params, body })).token);
      }),
    );
    expect(removal).toBe("done");
    const lateRefusals = ["done", "not_found", "owner_not_allowed", "escalation"];
    for (const end of issues) expect(lateRefusals).toContain(end);
    for (const token of issued) expect(await race(() => kw.client(token).login())).toEqual(["revoked"]);
  }
});
