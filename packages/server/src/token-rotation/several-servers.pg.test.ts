import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startPlatform } from "../../test/platform.ts";
import { type Server, startServer } from "../../test/servers.ts";
import { endsOf } from "../../test/tenants.ts";
import { createPostgresDatabase } from "../../test/test-database.ts";

const params = { teamId: "acme" };
const env = { KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "1" };
const SOON = { timeout: 40_000, interval: 200 };
const TOKENS = 8;

let url: string;
let servers: [Server, Server];
let token: string;
let owner: Client;
let elsewhere: Client;
let connectionId: string;
let platform: Awaited<ReturnType<typeof startPlatform>>;

beforeAll(async () => {
  // It takes whatever it is given.
  platform = await startPlatform((_request, response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end('{"data":{"projects":[],"secrets":{"variables":{}}}}'),
  );
  url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  servers = [await startServer(url, { env }), await startServer(url, { env })];
  token = (await servers[0].initToken()) ?? "";
  [owner, elsewhere] = [servers[0].client(token), servers[1].client(token)];
  const credentials = { apiToken: "taken", baseUrl: platform.url };
  const connection = { name: "there", app: "northflank", method: "api-token", credentials };
  connectionId = (await owner.createAppConnection({ params, body: connection })).id;
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await platform.close();
});

async function newRotating(name: string): Promise<string> {
  const { id: tokenId } = await owner.issueToken({ params, body: { name, roleId: "admin" } });
  await owner.createSync({
    params,
    body: {
      name,
      source: { kind: "token", tokenId, variable: name.toUpperCase().replace("-", "_") },
      connectionId,
      destination: { projectId: "shop", secretGroupId: "settings" },
    },
  });
  await owner.setTokenRotation({ params: { ...params, tokenId }, body: { everyDays: 30 } });
  return tokenId;
}

const at = (tokenId: string) => ({ params: { ...params, tokenId } });
const statesOf = (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await owner.getTokenRotation(at(id))).state));
async function allAre(ids: readonly string[], state: string): Promise<void> {
  await expect.poll(async () => new Set(await statesOf(ids)), SOON).toEqual(new Set([state]));
}

/** Moves all times of all rotations to where something is to be done now. */
async function makeDue(fields: { next_at: Date } | { delivered_at: Date }): Promise<void> {
  await servers[0].app.database.kysely.transaction().execute((tx) =>
    tx
      .updateTable("token_rotation")
      .set({ ...fields, look_at: new Date(0) })
      .execute(),
  );
}

test("of several servers one takes each step, and each once", async () => {
  const ids: string[] = [];
  for (let count = 0; count < TOKENS; count++) ids.push(await newRotating(`due-${count}`));
  await makeDue({ next_at: new Date(0) });
  await allAre(ids, "overlapping");
  await makeDue({ delivered_at: new Date(0) });
  await allAre(ids, "idle");
  for (const id of ids) {
    const { keys } = await owner.listKeys(at(id));
    expect(keys.map(({ active }) => active)).toEqual([true, false]);
    const { auditEvents } = await owner.listTokenAuditEvents(at(id));
    const actions = auditEvents.map(({ action }) => action).filter((action) => action !== "token.issue");
    expect(actions.toSorted()).toEqual(
      ["complete", "create", "deliver", "start"].map((verb) => `token-rotation.${verb}`),
    );
  }
});

test("whoever starts it, and however many at once: one new key is issued", async () => {
  const id = await newRotating("at-once");
  const starts = [owner, elsewhere, owner, elsewhere].map((client) => client.startTokenRotation(at(id)));
  const ends = await endsOf(starts);
  expect(ends.toSorted()).toEqual(["done", ...Array(3).fill("rotation_under_way")]);
  expect((await owner.listKeys(at(id))).keys).toHaveLength(2);
});

test("a token that is revoked while its rotation is started ends, whichever comes first", async () => {
  for (let turn = 0; turn < 4; turn++) {
    const id = await newRotating(`ending-${turn}`);
    const [started, revoked] = await endsOf([
      owner.startTokenRotation(at(id)),
      elsewhere.revokeToken(at(id)),
    ]);
    expect([["done", "token_ended"].includes(started ?? ""), revoked]).toEqual([true, "done"]);
    expect((await owner.listKeys(at(id))).keys.filter(({ active }) => active)).toEqual([]);
    if (started === "done")
      await expect.poll(() => owner.getTokenRotation(at(id)), SOON).toMatchObject({ code: "token_ended" });
  }
});

test("what one server began that is gone, another goes on with", async () => {
  const id = await newRotating("left-behind");
  const leaving = await startServer(url, { env });
  await leaving.client(token).startTokenRotation(at(id));
  await leaving.stop();
  await allAre([id], "overlapping");
});
