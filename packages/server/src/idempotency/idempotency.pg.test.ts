import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { times } from "../../test/race.ts";
import { MASTER_KEY, type Server, startServer } from "../../test/servers.ts";
import { createPostgresDatabase } from "../../test/test-database.ts";

const ROUNDS = 6;

let url: string;
let servers: Server[];
let clients: Client[];
beforeAll(async () => {
  url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  const first = await startServer(url);
  servers = [first, await startServer(url)];
  const token = (await first.initToken()) ?? "";
  clients = servers.map((server) => server.client(token));
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

test("the same request sent many times at once, to several servers, is done once and answered alike to all", async () => {
  const [operator] = clients as [Client];
  for (let round = 0; round < ROUNDS; round++) {
    const options = { idempotencyKey: `same-${round}` };
    const body = { name: `once ${round}`, roleId: "default" };
    const answers = await Promise.all(
      times(12, (index) => (clients[index % clients.length] as Client).issueToken({ body }, options)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const { tokens } = await operator.listTokens({ query: { search: body.name } });
    expect(tokens.map(({ id }) => id)).toEqual([answers[0]?.id]);
    const { auditEvents } = await operator.listAuditEvents({
      query: { action: "token.issue", target: tokens[0]?.id },
    });
    expect(auditEvents).toHaveLength(1);
    for (const server of servers) await server.client(answers[0]?.token ?? "").login();
  }
});

test("of different requests under one key at once, one is done and the others are told so", async () => {
  const [operator] = clients as [Client];
  for (let round = 0; round < ROUNDS; round++) {
    const options = { idempotencyKey: `different-${round}` };
    const settled = await Promise.allSettled(
      times(8, (index) =>
        (clients[index % clients.length] as Client).createProject(
          { body: { name: `R${round} ${index}` } },
          options,
        ),
      ),
    );
    const done = settled.filter((one) => one.status === "fulfilled");
    expect(done).toHaveLength(1);
    for (const one of settled) {
      if (one.status === "rejected")
        expect(one.reason).toMatchObject({ status: 409, code: "idempotency_key_reused" });
    }
    const { projects } = await operator.listProjects({ query: { per_page: 100 } });
    expect(projects.filter(({ name }) => name.startsWith(`R${round} `))).toHaveLength(1);
  }
});

test("a request that fails while another waits with the same key lets that one go ahead", async () => {
  const [operator, elsewhere] = clients as [Client, Client];
  await operator.createRole({ body: { name: "blocked" } });
  for (let round = 0; round < ROUNDS; round++) {
    const options = { idempotencyKey: `failing-${round}` };
    const create = (client: Client) => client.createRole({ body: { name: "blocked" } }, options);
    const settled = await Promise.allSettled([create(operator), create(elsewhere), create(operator)]);
    for (const one of settled)
      expect(one).toMatchObject({ status: "rejected", reason: { code: "slug_taken" } });
    await operator.deleteRole({ params: { roleId: "blocked" } });
    const answers = await Promise.all([create(operator), create(elsewhere), create(operator)]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  }
});

test("a request is known again by servers of another master key, while it is being rotated", async () => {
  const [operator] = clients as [Client];
  const options = { idempotencyKey: "across-rotation" };
  const body = { name: "across", roleId: "default" };
  const first = await operator.issueToken({ body }, options);
  const KEYWRIGHT_MASTER_KEY = Buffer.alloc(32, 8).toString("base64");
  const rotated = await startServer(url, {
    env: { KEYWRIGHT_MASTER_KEY, KEYWRIGHT_MASTER_KEY_PREVIOUS: MASTER_KEY },
  });
  const token = (await servers[0]?.initToken()) ?? "";
  expect(await rotated.client(token).issueToken({ body }, options)).toEqual(first);
  await rotated.stop();
});
