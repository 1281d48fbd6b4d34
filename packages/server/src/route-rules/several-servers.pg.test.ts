import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Server, startServer } from "../../test/servers.ts";
import { createPostgresDatabase } from "../../test/test-database.ts";

const SERVERS = 3;
const ROUNDS = 30;

let servers: Server[];
let token: string;

beforeAll(async () => {
  const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  servers = await Promise.all(Array.from({ length: SERVERS }, () => startServer(url)));
  const tokens = await Promise.all(servers.map((server) => server.initToken()));
  token = tokens.find((one) => one !== undefined) ?? "";
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

async function statusAt({ url }: Server): Promise<number> {
  const headers = {
    authorization: `Bearer ${token}`,
    "x-forwarded-method": "GET",
    "x-forwarded-uri": "/things",
  };
  return (await fetch(`${url}/v1/forward-auth`, { headers })).status;
}

const statuses = () => Promise.all(servers.map(statusAt));
const everywhere = (status: number) => servers.map(() => status);

test("when all have confirmed a change of the rules, no server asks by the old ones, under load", async () => {
  let stopped = false;
  const load = servers.map(async (server) => {
    while (!stopped) await statusAt(server);
  });
  for (let round = 0; round < ROUNDS; round++) {
    const at = servers[round % SERVERS]?.client(token);
    const open = round % 2 === 0;
    const paths = { [open ? "/things" : "/other"]: { get: { "x-keywright-permission": "any_token" } } };
    const body = { document: { openapi: "3.1.0", paths } };
    const answer = await at?.putRouteRules({ body }, { waitSeconds: 10 });
    expect(answer?.propagation?.complete).toBe(true);
    expect(await statuses()).toEqual(everywhere(open ? 200 : 403));
  }
  stopped = true;
  await Promise.all(load);
});

test("without waiting, they do so soon", async () => {
  await servers[0]?.client(token).deleteRouteRules();
  expect(await statusAt(servers[0] as Server)).toBe(403);
  await expect.poll(statuses, { timeout: 5000 }).toEqual(everywhere(403));
});
