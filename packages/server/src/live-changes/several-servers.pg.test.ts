import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Followed, follow } from "../../test/followed.ts";
import { type Server, startServer } from "../../test/servers.ts";
import { createPostgresDatabase } from "../../test/test-database.ts";

const params = { teamId: "acme" };
const SOON = { timeout: 10_000 };

let servers: [Server, Server];
let token: string;
const open: Followed[] = [];

beforeAll(async () => {
  const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  servers = [await startServer(url), await startServer(url)];
  token = (await servers[0].initToken()) ?? "";
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.stop()));
  await Promise.all(servers.map((server) => server.stop()));
});

async function following(value = token): Promise<Followed> {
  const followed = follow(servers[1].client(value));
  open.push(followed);
  await expect.poll(() => followed.changes.length, SOON).toBeGreaterThan(0);
  return followed;
}

test("what one server writes is told by the others, authority and everything else", async () => {
  const writer = servers[0].client(token);
  const followed = await following();
  const { revision } = await writer.createRole({ params, body: { name: "told" } });
  await expect.poll(() => followed.changes.at(-1), SOON).toEqual({ revision });
  await writer.issueToken({ params, body: { name: "told", roleId: "told" } });
  await expect.poll(() => followed.changes.at(-1), SOON).toEqual({ activity: true });
});

test("a token that one server revokes ends its lines at the others", async () => {
  const writer = servers[0].client(token);
  const issued = await writer.issueToken({ params, body: { name: "ending", roleId: "admin" } });
  const followed = await following(issued.token);
  await writer.revokeToken({ params: { ...params, tokenId: issued.id } });
  expect(await followed.ended).toBe("ended");
});
