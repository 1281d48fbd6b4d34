import type { Client } from "@keywright/sdk";
import { type Selectable, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Schema } from "../src/db/schema.ts";
import { bodyFor } from "./guard-bodies.ts";
import { expectProblem } from "./guard-expect.ts";
import { decode } from "./guard-forge.ts";
import { furnish } from "./guard-furniture.ts";
import { type Http, type HttpAnswer, openHttp, USER_AGENT } from "./guard-http.ts";
import { contentsOf, HEARTBEATS, tableNames } from "./guard-ledger.ts";
import { SABOTAGES, sabotage } from "./guard-sabotage.ts";
import { type Ids, isOfTeam, isWrite, pathOf, type Target, TARGETS } from "./guard-targets.ts";
import { ownerToken } from "./guard-world.ts";
import { startTestService, type TestService } from "./harness.ts";
import { ageSigningKeys } from "./signing-key-age.ts";

type EventRow = Selectable<Schema["audit_event"]>;

const WRITES = TARGETS.filter(isWrite);

// One test asks all operations.
vi.setConfig({ testTimeout: 400_000 });

let kw: TestService;
let http: Http;

beforeAll(async () => {
  // What follows from a write is another one.
  kw = await startTestService({ runsSyncs: false });
  http = openHttp(kw.url);
});
afterAll(async () => {
  http.close();
  await kw.close();
});

/** Something to do things to, and those who may. */
interface Scene {
  readonly team: Ids;
  readonly org: Ids;
  readonly teamOwner: string;
}

let scenes = 0;

/** Untouched, for one operation: what one deletes is not there for the next. */
async function newScene(): Promise<Scene> {
  scenes += 1;
  const { operator } = kw;
  const name = `scene-${scenes}`;
  const { id: teamId } = await operator.createTeam({ body: { name } });
  const { id: orgId } = await operator.createOrg({ body: { name } });
  const furniture = await furnish(operator, { teamId, orgId, name });
  return { ...furniture, teamOwner: await ownerToken(operator, teamId) };
}

/** A request that succeeds. */
interface Plan {
  readonly token: string;
  readonly ids: Ids;
  readonly json: unknown;
}

function planOf(target: Target, { team, org, teamOwner }: Scene): Plan {
  const ids = isOfTeam(target) ? team : org;
  const token = target.route.team ? teamOwner : kw.operatorToken;
  return { token, ids, json: bodyFor(target, ids) };
}

function write(target: Target, { token, ids, json }: Plan, idempotencyKey: string): Promise<HttpAnswer> {
  const query = target.id === "deleteProject" ? "?delete_child_objects=true" : "";
  const path = pathOf(target, ids) + query;
  const headers = { "idempotency-key": idempotencyKey };
  return http.send({ method: target.route.method, path, token, json, headers });
}

const eventsOf = (requestId: string) =>
  kw.database.kysely.selectFrom("audit_event").selectAll().where("request_id", "=", requestId).execute();

async function countOf(table: "audit_event"): Promise<number> {
  const { rows } = await sql<{
    count: string;
  }>`select count(*)::text as count from ${sql.table(table)}`.execute(kw.database.kysely);
  return Number(rows[0]?.count);
}

const requestIdOf = ({ headers }: HttpAnswer) => String(headers["x-request-id"]);

/** What an event says of the thing before and after, by the verb of its action. */
const SAYS: Readonly<Record<string, { before: boolean; after: boolean }>> = {
  create: { before: false, after: true },
  issue: { before: false, after: true },
  invite: { before: false, after: true },
  "invite-again": { before: false, after: true },
  grant: { before: false, after: true },
  update: { before: true, after: true },
  rotate: { before: true, after: true },
  delete: { before: true, after: false },
  "delete-key": { before: true, after: false },
  revoke: { before: true, after: false },
  remove: { before: true, after: false },
  ungrant: { before: true, after: false },
  check: { before: false, after: true },
  start: { before: true, after: true },
  "start-run": { before: false, after: true },
};

describe("a write that succeeds", () => {
  test.each(WRITES)("$label leaves one event, also when it is sent again", async (target) => {
    const plan = planOf(target, await newScene());
    const before = await countOf("audit_event");
    const startedAt = Date.now();
    const xid = await nextTransaction();

    const answer = await write(target, plan, `key-${scenes}`);

    expect(`${answer.status} ${answer.text}`).toMatch(/^200 /);
    expect((await countOf("audit_event")) - before).toBe(1);
    const [event] = await eventsOf(requestIdOf(answer));
    if (!event) throw new Error("the event names another request");
    expectOrigin(event, plan, startedAt);
    expectSubject(event, target, plan);
    expectBeforeAndAfter(event, target);
    expectRevision(event, target, answer);
    expect(await transactionsSince(xid)).toEqual([await transactionOf(event)]);
    await expectShown(event, target, plan);

    const again = await write(target, plan, `key-${scenes}`);
    expect((await countOf("audit_event")) - before).toBe(1);
    if (!TAKES_ITS_PLACE_ALONG.has(target.id)) expectSameAnswer(answer, again);
  });

  /** The second time there is no team or project any more to ask in. */
  const TAKES_ITS_PLACE_ALONG: ReadonlySet<string> = new Set(["deleteTeam", "deleteProject"]);

  test("that deletes a team or project is answered as before to whoever sends the same again, and to nobody else", async () => {
    for (const target of WRITES.filter(({ id }) => TAKES_ITS_PLACE_ALONG.has(id))) {
      const scene = await newScene();
      const plan = planOf(target, scene);
      const key = `key-${scenes}`;
      const answer = await write(target, plan, key);
      expect(answer.status).toBe(200);
      expectSameAnswer(answer, await write(target, plan, key));
      const { token } = await (target.route.team
        ? kw.client(scene.teamOwner).issueToken({ body: { name: "another", roleId: "owner" } })
        : kw.operator.issueOrgToken({ body: { name: "another", roleId: "operator" } }));
      const elsewhere = { ...plan, ids: { ...plan.ids, [target.params.at(-1) ?? ""]: "elsewhere" } };
      for (const [other, itsKey] of [
        [{ ...plan, token }, key],
        [elsewhere, key],
        [plan, `${key}-other`],
      ] as const) {
        expectProblem(await write(target, other, itsKey), "not_found");
      }
    }
  });

  /** The values of a secret group and the links of invitations are kept for nobody: the second answer is without them. */
  function expectSameAnswer(first: HttpAnswer, second: HttpAnswer): void {
    const kept = JSON.parse(first.text, (name, value: unknown) =>
      name === "secrets" || name === "link" ? undefined : value,
    ) as unknown;
    expect([second.status, second.json]).toEqual([200, kept]);
    expect(second.headers["keywright-revision"]).toBe(first.headers["keywright-revision"]);
  }

  function expectOrigin(event: EventRow, { token }: Plan, startedAt: number): void {
    const { claims } = decode(token);
    expect(event).toMatchObject({
      actor_type: "token",
      actor_id: claims["sub"],
      actor_key_id: claims["jti"],
      origin: "api",
      ip: "127.0.0.1",
      user_agent: USER_AGENT,
      org_id: claims["org"],
    });
    expect(event.at.getTime()).toBeGreaterThanOrEqual(startedAt);
    expect(event.at.getTime()).toBeLessThanOrEqual(Date.now());
  }

  function expectSubject(event: EventRow, target: Target, { ids }: Plan): void {
    expect(event.action).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
    for (const text of [event.target_type, event.target_id, event.target_key, event.target_name])
      expect(text).toMatch(/./);
    expect(event.team_slug ?? undefined).toBe(
      ids["teamId"] ?? (event.target_type === "team" ? event.target_id : undefined),
    );
    expect(event.team_id === null).toBe(event.team_slug === null);
    if (ids["projectId"] !== undefined && target.params.includes("projectId"))
      expect(event.project_slug).toBe(ids["projectId"]);
  }

  function expectBeforeAndAfter({ action, before, after }: EventRow, { route }: Target): void {
    const says = SAYS[action.split(".")[1] ?? ""];
    if (!says) throw new Error(`say in SAYS what ${action} leaves of the thing before and after`);
    // What is put may not have been there before.
    if (says.before && route.method !== "PUT") expect(before, "before").not.toBeNull();
    if (!says.before) expect(before, "before").toBeNull();
    if (says.after) expect(after, "after").not.toBeNull();
    if (says.before && says.after) expect(after).not.toEqual(before);
  }

  test("that puts what is there already says how it was and how it is", async () => {
    for (const target of WRITES.filter(({ route }) => route.method === "PUT")) {
      const plan = planOf(target, await newScene());
      await write(target, plan, `first-${scenes}`);
      const [event] = await eventsOf(requestIdOf(await write(target, plan, `second-${scenes}`)));
      expect(event?.action, target.label).toMatch(/\.update$/);
      expect([event?.before, event?.after], target.label).not.toContain(null);
    }
  });

  function expectRevision({ revision }: EventRow, { route }: Target, { headers, json }: HttpAnswer): void {
    const header = headers["keywright-revision"];
    expect(revision).toBe(header === undefined ? null : Number(header));
    if (!route.revision || (route.revision === "sometimes" && revision === null)) return;
    expect(revision).toBe((json as { data: { revision: number } }).data.revision);
    expect(revision).toBe(kw.app.authority.state.revision);
  }

  const one = async (query: ReturnType<typeof sql<{ xid: string }>>) =>
    (await query.execute(kw.database.kysely)).rows[0]?.xid ?? "";
  const nextTransaction = () => one(sql`select pg_current_xact_id()::text as xid`);
  const transactionOf = ({ id }: EventRow) =>
    one(sql`select xmin::text as xid from audit_event where id = ${id}`);

  /** Of all that has been written since. When keys are used, and servers and verifiers heard of, is noted by the way. */
  async function transactionsSince(xid: string): Promise<string[]> {
    const found = new Set<string>();
    for (const table of await tableNames(kw.database)) {
      if (HEARTBEATS.has(table)) continue;
      const unused = table === "token" || table === "token_key" ? sql`last_used_at is null` : sql`true`;
      const { rows } = await sql<{ xid: string }>`
        select distinct xmin::text as xid from ${sql.table(table)}
        where xmin::text::bigint > ${xid}::bigint and ${unused}
      `.execute(kw.database.kysely);
      for (const row of rows) found.add(row.xid);
    }
    return [...found];
  }

  async function expectShown(event: EventRow, { route }: Target, { token }: Plan): Promise<void> {
    const query = { per_page: 1 };
    const feed = route.team
      ? await kw.client(token).listAuditEvents({ query })
      : await kw.operator.listOrgAuditEvents({ query });
    expect(feed.auditEvents[0]).toMatchObject({
      action: event.action,
      actor: { type: "token", id: event.actor_id, keyId: event.actor_key_id },
      target: { type: event.target_type, id: event.target_id, name: event.target_name },
      ip: "127.0.0.1",
      userAgent: USER_AGENT,
      requestId: event.request_id,
    });
    expect(feed.auditEvents[0]?.revision).toBe(event.revision ?? undefined);
  }
});

describe("a write that is rolled back", () => {
  const ways = Object.keys(SABOTAGES) as (keyof typeof SABOTAGES)[];

  test.each(ways)("leaves neither an event nor anything else when it fails %s", async (how) => {
    // One scene is enough: nothing comes of what is done to it.
    const scene = await newScene();
    const targets = WRITES.filter(
      ({ route }) => route.revision === true || how !== "when the revision is taken",
    );
    await ageSigningKeys(kw.database);
    const contents = await contentsOf(kw.database);
    const { revision } = kw.app.authority.state;
    const stop = await sabotage(kw.database, how);
    const failures: string[] = [];
    for (const target of targets) {
      const answer = await write(target, planOf(target, scene), `fails-${scenes}-${target.path}`);
      if (answer.status !== 500) failures.push(`${target.label}: ${answer.status} ${answer.text}`);
      else expect(expectProblem(answer, "internal_error").detail).not.toContain("sabotage");
    }
    await stop();
    expect(failures).toEqual([]);
    expect(await contentsOf(kw.database)).toEqual(contents);
    expect(kw.app.authority.state.revision).toBe(revision);
  });
});

describe("a write that is refused late, when others have been made already", () => {
  let admin: Client;
  let teamId: string;

  beforeAll(async () => {
    const { ownerToken: issued } = await kw.operator.createOrg({
      body: { name: "late", ownerToken: { name: "owner" } },
    });
    admin = kw.client(issued?.token ?? "");
    teamId = (await admin.createTeam({ body: { name: "late" } })).id;
  });

  async function leavesNothing(code: string, write: () => Promise<unknown>): Promise<void> {
    const contents = await contentsOf(kw.database);
    await expect(write()).rejects.toMatchObject({ code });
    expect(await contentsOf(kw.database)).toEqual(contents);
  }

  test("leaves no member whose invitation names a role that is not there", () =>
    leavesNothing("unknown_reference", () =>
      admin.inviteMember({
        params: { teamId },
        body: { email: "late@example.com", roles: ["default", "nowhere"] },
      }),
    ));

  test("leaves no team whose owner the caller may not appoint", async () => {
    const permissions = { orgScope: ["org:team:general:create"] };
    const { id: roleId } = await admin.createOrgRole({ body: { name: "founder", permissions } });
    const founder = kw.client((await admin.issueOrgToken({ body: { name: "founder", roleId } })).token);
    const body = { name: "coup", owner: { email: "late@example.com" } };
    await leavesNothing("escalation", () => founder.createTeam({ body }));
  });

  test("leaves the last owner in place", async () => {
    const body = { email: "last@example.com", roles: ["owner"] };
    const { id: memberId } = await admin.inviteMember({ params: { teamId }, body });
    await leavesNothing("last_owner", () => admin.removeMember({ params: { teamId, memberId } }));
    await leavesNothing("last_owner", () => admin.removeOrgMember({ params: { memberId } }));
    await leavesNothing("last_owner", () =>
      admin.removeRoleMember({ params: { teamId, roleId: "owner", memberId } }),
    );
  });

  test("leaves a catalogue whole of which a part is in use", async () => {
    const permissions = ["a", "b", "c"].map((name) => ({ permission: `project:late:things:${name}` }));
    await kw.operator.putCatalogue({ body: { permissions } });
    const role = { name: "uses b", permissions: { projectScope: ["project:late:things:b"] } };
    await admin.createRole({ params: { teamId }, body: role });
    const fewer = { permissions: [{ permission: "project:late:things:d" }] };
    await leavesNothing("permission_in_use", () => kw.operator.putCatalogue({ body: fewer }));
  });

  test("leaves a project that still contains something, and a group that keeps its type", async () => {
    const { id: projectId } = await admin.createProject({ params: { teamId }, body: { name: "full" } });
    const params = { teamId, projectId };
    const group = { name: "kept", secretType: "environment" as const, priority: 1 };
    await admin.createSecretGroup({ params, body: group });
    await leavesNothing("project_not_empty", () => admin.deleteProject({ params }));
    const config = { ...group, type: "config" as const };
    await leavesNothing("validation_failed", () => admin.putSecretGroup({ params, body: config }));
  });

  test("leaves nothing under an Idempotency-Key that was used for something else", async () => {
    const again = { idempotencyKey: "late" };
    await admin.createTeam({ body: { name: "first" } }, again);
    await leavesNothing("idempotency_key_reused", () =>
      admin.createTeam({ body: { name: "second" } }, again),
    );
  });
});
