import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";
import { Refusal } from "../refusal.ts";
import { exportOf } from "./export.ts";

/** More than are read at once. */
const EVENTS = 520;

let kw: TestService;
let tenant: Tenant;

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Export");
  const { owner, params } = tenant;
  const description = '=cmd|"/c calc"!A1, and "more"';
  await owner.createRole({ params, body: { name: "=1+1, a formula", description } });
  for (let event = 0; event < EVENTS; event++) {
    await owner.patchRole({
      params: { ...params, roleId: "1-1-a-formula" },
      body: { description: `${event}` },
    });
  }
});
afterAll(() => kw.close());

type Event = Awaited<ReturnType<Tenant["owner"]["listAuditEvents"]>>["auditEvents"][number];

async function listed(query = {}): Promise<Event[]> {
  const events: Event[] = [];
  const rows = tenant.owner.listAuditEvents.rows({
    params: tenant.params,
    query: { per_page: 100, ...query },
  });
  for await (const event of rows) events.push(event);
  return events;
}

async function exported(query = {}): Promise<Event[]> {
  const answer = await tenant.owner.exportAuditEvents({ params: tenant.params, query });
  const lines = (await answer.text()).split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line) as Event);
}

/** RFC 4180, read by the letter. */
function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)];
  expect(cells.map(([all]) => all).join("")).toBe(text);
  const rows: string[][] = [[]];
  for (const [, cell = "", end] of cells) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ",") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("an export", () => {
  test("is refused to those who may not read the events, and questions that cannot be asked", async () => {
    const { owner, params } = tenant;
    const { client } = await tenant.tokenOf({ name: "nobody" });
    await refuses(owner, "permission_missing", () => client.exportAuditEvents());
    await refuses(owner, "permission_missing", () => client.exportOrgAuditEvents());
    for (const query of [{ format: "xml" }, { per_page: 5 }, { cursor: "x" }, { after: "yesterday" }]) {
      const ask = () => owner.exportAuditEvents({ params, query: query as object });
      const { details } = await refuses(owner, "validation_failed", ask);
      expect(Object.keys(details ?? {})).toEqual(Object.keys(query));
    }
    await refuses(owner, "not_found", () => owner.exportOrgAuditEvents({ query: { team: "nowhere" } }));
  });

  test("holds every event that the list holds, in its order, and as it shows them", async () => {
    const events = await listed();
    expect(events.length).toBeGreaterThan(EVENTS);
    expect(await exported()).toEqual(events);
    for (const query of [
      { action: "role.create" },
      { target: "1-1-a-formula", origin: "api" },
      { project: "no" },
    ]) {
      expect(await exported(query)).toEqual(await listed(query));
    }
  });

  test("of the organization holds all its teams, or one", async () => {
    const { owner, teamId } = tenant;
    await owner.createTeam({ body: { name: "Export second" } });
    const lines = async (query = {}) => {
      const answer = await owner.exportOrgAuditEvents({ query });
      return (await answer.text()).trimEnd().split("\n");
    };
    const { auditEvents } = await owner.listOrgAuditEvents({ query: { per_page: 1 } });
    expect(JSON.parse((await lines())[0] ?? "")).toEqual(auditEvents[0]);
    expect(await lines({ team: teamId })).toHaveLength((await listed()).length);
  });

  test("names a file, and shows nothing in the answer to a HEAD", async () => {
    const url = `${kw.url}/v1/teams/acme/audit-events/export?format=csv`;
    const headers = { authorization: `Bearer ${kw.operatorToken}` };
    const answer = await fetch(url, { headers });
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="audit-events.csv"');
    expect(answer.headers.get("content-type")).toContain("text/csv");
    expect((await answer.text()).split("\r\n")[0]).toMatch(/^id,at,action,/);
    const head = await fetch(url, { method: "HEAD", headers });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("as CSV can be read back, and no cell of it begins like a formula", async () => {
    const answer = await tenant.owner.exportAuditEvents({ params: tenant.params, query: { format: "csv" } });
    const [head = [], ...rows] = parseCsv(await answer.text());
    const events = await listed();
    expect(rows).toHaveLength(events.length);
    for (const row of rows) {
      expect(row).toHaveLength(head.length);
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
    expect(column("id")).toEqual(events.map(({ id }) => id));
    expect(column("targetName").at(-2)).toBe("'=1+1, a formula");
    expect(JSON.parse(column("after").at(-2) ?? "")).toEqual(events.at(-2)?.after);
  });

  test("breaks off when its caller loses the permission, and does not look complete", async () => {
    const { id: orgId = "" } = kw.app.authority.state.orgs.bySlug(tenant.orgId) ?? {};
    const { body } = exportOf(kw.database.kysely, { orgId }, "jsonl", async () => {
      throw new Refusal("revoked");
    });
    await expect(text(body)).rejects.toThrow(Refusal);
  });
});
