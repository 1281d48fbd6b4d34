import type { Client } from "@keywright/sdk";
import { decodeProtectedHeader } from "jose";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openPostgres, type PostgresDatabase } from "../src/db/postgres.ts";
import { race, times } from "./race.ts";
import { type Server, startServer } from "./servers.ts";
import { createPostgresDatabase } from "./test-database.ts";

const SERVERS = 3;
/** A busy machine included. What it usually takes is printed. */
const PROMPTLY_MS = 5000;
const READ = { projectScope: ["project:projects:manage:read"] };

let database: PostgresDatabase;
let servers: Server[];
let first: Server;
let others: Server[];
let operatorToken: string;
/** The operator, at the first server. */
let operator: Client;
const figures: Record<string, number[]> = {};

beforeAll(async () => {
  const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  database = openPostgres(url, () => {});
  servers = await Promise.all(times(SERVERS, () => startServer(url)));
  [first, ...others] = servers as [Server, ...Server[]];
  const tokens = await Promise.all(servers.map((server) => server.initToken()));
  operatorToken = tokens.find((token) => token !== undefined) ?? "";
  operator = first.client(operatorToken);
});
afterAll(async () => {
  for (const [change, ms] of Object.entries(figures)) {
    console.log(`${change}: in force at the other servers after ${ms.map(Math.round).join(", ")} ms`);
  }
  await Promise.all(servers.map((server) => server.stop()));
  await database.close();
});

/** How a call ends: `done`, or the code it is refused with. */
async function outcome(call: () => Promise<unknown>): Promise<string> {
  const [end = ""] = await race(call);
  return end;
}

/** Asks the other servers again and again, and measures from now until each says it. */
async function soonElsewhere(
  change: string,
  ask: (server: Server) => Promise<unknown>,
  expected: unknown,
): Promise<void> {
  const since = performance.now();
  const waits = others.map(async (server) => {
    await expect.poll(() => ask(server), { timeout: PROMPTLY_MS, interval: 1 }).toEqual(expected);
    return performance.now() - since;
  });
  (figures[change] ??= []).push(...(await Promise.all(waits)));
}

async function newToken(name: string, permissions: { projectScope: string[] } = READ) {
  await operator.createRole({ body: { name, permissions } });
  return operator.issueToken({ body: { name, roleId: name } });
}

const login = (token: string) => (server: Server) => outcome(() => server.client(token).login());
const projectsSeen = (token: string) => async (server: Server) =>
  (await server.client(token).listProjects()).projects.map(({ id }) => id).toSorted();

test("servers that start together on an empty database set it up once", async () => {
  const tokens = await Promise.all(servers.map((server) => server.initToken()));
  expect(tokens.filter((token) => token !== undefined)).toHaveLength(1);
  const { kysely } = database;
  expect(await kysely.selectFrom("org").select("slug").execute()).toEqual([{ slug: "acme" }]);
  const keys = await kysely.selectFrom("signing_key").select("state").execute();
  expect(keys.map(({ state }) => state).toSorted()).toEqual(["current", "next"]);
  const events = await kysely.selectFrom("audit_event").select("action").execute();
  expect(events.map(({ action }) => action).toSorted()).toEqual(["installation.create", "org.create"]);
  for (const server of servers) expect(await login(operatorToken)(server)).toBe("done");
});

test("a token issued at one server is known to the others at once: they need no news of it", async () => {
  const { token } = await newToken("fresh");
  for (const server of others) expect(await login(token)(server)).toBe("done");
});

test("a revocation at one server is soon in force at the others", async () => {
  const { id: tokenId, token } = await newToken("revoked");
  for (const server of others) expect(await login(token)(server)).toBe("done");
  await operator.revokeToken({ params: { tokenId } });
  expect(await login(token)(first)).toBe("revoked");
  await soonElsewhere("revocation", login(token), "revoked");
});

test("a revocation that waited for everyone is in force at every server when it is answered", async () => {
  for (let round = 0; round < 5; round++) {
    const { id: tokenId, token } = await newToken(`waited-${round}`);
    for (const server of others) expect(await login(token)(server)).toBe("done");
    const { propagation } = await operator.revokeToken({ params: { tokenId } }, { waitSeconds: 20 });
    expect(propagation).toMatchObject({ complete: true });
    const ends = await Promise.all(servers.map(login(token)));
    expect(ends).toEqual(times(SERVERS, () => "revoked"));
  }
});

test("a role edited and a project deleted at one server are soon so at the others", async () => {
  for (const name of ["one", "two", "three"]) await operator.createProject({ body: { name } });
  const { token } = await newToken("editor");
  for (const server of others) {
    await expect.poll(() => projectsSeen(token)(server), { timeout: PROMPTLY_MS }).toHaveLength(3);
  }
  const restrictions = { enabled: true, projects: ["one", "two"] };
  await operator.patchRole({ params: { roleId: "editor" }, body: { restrictions } });
  await soonElsewhere("role edit", projectsSeen(token), ["one", "two"]);
  await operator.deleteProject({ params: { projectId: "two" } });
  const one = (server: Server) =>
    outcome(() => server.client(token).getProject({ params: { projectId: "two" } }));
  await soonElsewhere("project deletion", one, "not_found");
  await operator.deleteRole({ params: { roleId: "editor" } });
  await soonElsewhere("role deletion", login(token), "role_deleted");
});

test("an organization suspended at one server is soon refused at the others, and passes again when resumed", async () => {
  const { id: orgId, ownerToken } = await operator.createOrg({
    body: { name: "Elsewhere", ownerToken: { name: "owner", lifetimeSeconds: 3600 } },
  });
  const token = ownerToken?.token ?? "";
  await soonElsewhere("organization created", login(token), "done");
  await operator.patchOrg({ params: { orgId }, body: { suspended: true } });
  await soonElsewhere("suspension", login(token), "suspended");
  await operator.patchOrg({ params: { orgId }, body: { suspended: false } });
  await soonElsewhere("resumption", login(token), "done");
  await operator.deleteOrg({ params: { orgId } });
  await soonElsewhere("organization deleted", login(token), "revoked");
});

test("after a signing key rotation the others sign with the new key, and all verify both", async () => {
  const { token: before } = await newToken("before-rotation");
  const { kid } = await operator.rotateSigningKey();
  const signedElsewhere = async (server: Server) => {
    const body = { name: "after", roleId: "before-rotation" };
    const { token } = await server.client(operatorToken).issueToken({ body });
    for (const each of servers) expect(await login(token)(each)).toBe("done");
    return decodeProtectedHeader(token).kid;
  };
  await soonElsewhere("signing key rotation", signedElsewhere, kid);
  expect(decodeProtectedHeader(before).kid).not.toBe(kid);
  for (const server of servers) expect(await login(before)(server)).toBe("done");
});

const listeners = async () => {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database() and query ilike 'listen keywright_change%'
  `.execute(database.kysely);
  return rows.map(({ pid }) => pid);
};

test("with every announcement line broken the others still hear of a revocation, and listen again", async () => {
  const { id: tokenId, token } = await newToken("unannounced");
  await expect.poll(listeners, { timeout: 20_000 }).toHaveLength(SERVERS);
  const lines = await listeners();
  for (const pid of lines) await sql`select pg_terminate_backend(${pid})`.execute(database.kysely);
  const isLeft = async () => (await listeners()).some((pid) => lines.includes(pid));
  await expect.poll(isLeft, { timeout: 20_000, interval: 5 }).toBe(false);
  await operator.revokeToken({ params: { tokenId } });
  await soonElsewhere("revocation without announcements", login(token), "revoked");

  await expect.poll(listeners, { timeout: 20_000 }).toHaveLength(SERVERS);
  for (const pid of await listeners()) expect(lines).not.toContain(pid);
  const { id: nextId, token: next } = await newToken("announced-again");
  await operator.revokeToken({ params: { tokenId: nextId } });
  await soonElsewhere("revocation after listening again", login(next), "revoked");
});

test("writes at all servers at once leave all of them with the same state, and none behind", async () => {
  await Promise.all(
    servers.flatMap((server, index) =>
      times(8, async (n) => {
        const client = server.client(operatorToken);
        const roleId = `busy-${index}-${n}`;
        await client.createRole({ body: { name: roleId, permissions: READ } });
        const { id: tokenId } = await client.issueToken({ body: { name: roleId, roleId } });
        await client.revokeToken({ params: { tokenId } });
        if (n % 2) await client.deleteRole({ params: { roleId } });
      }),
    ),
  );
  const { value } = await database.kysely.selectFrom("revision").select("value").executeTakeFirstOrThrow();
  for (const { app } of servers) {
    await expect.poll(() => app.authority.state.revision, { timeout: PROMPTLY_MS }).toBe(value);
  }
  const rolesAt = ({ app }: Server) =>
    [...(app.authority.state.orgs.bySlug("acme")?.teams.bySlug("acme")?.roles ?? [])]
      .map(({ slug }) => slug)
      .toSorted();
  for (const server of others) expect(rolesAt(server)).toEqual(rolesAt(first));
  expect(rolesAt(first).filter((slug) => slug.startsWith("busy-"))).toHaveLength(SERVERS * 4);
});
