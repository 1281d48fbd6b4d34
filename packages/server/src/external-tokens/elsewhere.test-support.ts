import type { Client } from "@keywright/sdk";
import { sql } from "kysely";
import { request as requestHttp } from "node:http";
import { startTestService } from "../../test/harness.ts";
import { type Answering, startPlatform } from "../../test/platform.ts";
import { endOf, newTenant } from "../../test/tenants.ts";
import { createPlatformHttp } from "../app-connections/platform-http.ts";
import { masterKeyFile } from "../config.ts";
import { createEncryption } from "../encryption/data-keys.ts";
import { loadMasterKeys } from "../encryption/master-keys.ts";
import { endDueKeys } from "./sweep.ts";

type Body = Parameters<Client["createExternalToken"]>[0]["body"];
type Service = Awaited<ReturnType<typeof startTestService>>;

export const ALL_PERMISSIONS = [
  ...["read", "create", "update", "delete"].map((verb) => `team:admin:external-tokens:${verb}`),
  "team:admin:app-connections:connect",
];

/** For what is done in the background. */
export const SOON = { timeout: 20_000 };

export const says =
  (status: number, body: string): Answering =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(body);

/**
 * A service with a connection, and another one on which it makes tokens, of its role `ci`. In between lies a platform that
 * passes everything on, or answers as told.
 */
export async function startElsewhere() {
  const [kw, other] = [await startTestService(), await startTestService()];
  const tenant = await newTenant(kw, "Connecting");
  const peer = await newTenant(other, "Peer");
  const relay: Answering = (request, response) =>
    passOn(other, request, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
  let answering = relay;
  let asked: string[] = [];
  const platform = await startPlatform((request, response) => {
    asked.push(`${request.method} ${request.url?.split("?")[0]}`);
    answering(request, response);
  });
  const credentials = { apiToken: await mintingToken(peer), baseUrl: platform.url };
  let made = 0;
  function connect(fields: { projectId?: string } = {}) {
    made += 1;
    const body = { name: `peer-${made}`, app: "keywright", method: "api-token", credentials, ...fields };
    return tenant.owner.createAppConnection({ params: tenant.params, body });
  }
  const { id: connectionId } = await connect();

  const at = (externalTokenId: string) => ({ ...tenant.params, externalTokenId });
  const listedCalled = async (wanted: string) => {
    const query = { all: "true" } as const;
    const { externalTokens } = await tenant.owner.listExternalTokens({ params: tenant.params, query });
    return externalTokens.filter(({ name }) => name === wanted);
  };
  return {
    kw,
    other,
    tenant,
    peer,
    credentials,
    connectionId,
    connect,
    at,
    relay,
    /** Until the next test. */
    answer: (behaviour: Answering) => (answering = behaviour),
    asked: () => asked,
    reset() {
      answering = relay;
      asked = [];
    },
    /** The other service does what it is asked, and nobody hears of it. */
    loseAnswers(method: string, instead: Answering) {
      answering = (request, response) =>
        request.method === method
          ? passOn(other, request, (answer) => answer.resume().on("end", () => instead(request, response)))
          : relay(request, response);
    },
    create: (fields: Partial<Body> = {}, by = tenant.owner, idempotencyKey?: string) =>
      by.createExternalToken(
        { params: tenant.params, body: { name: "deploys", connectionId, spec: { roleId: "ci" }, ...fields } },
        idempotencyKey === undefined ? {} : { idempotencyKey },
      ),
    get: (id: string) => tenant.owner.getExternalToken({ params: at(id) }),
    rotate: (id: string, body = {}) => tenant.owner.rotateExternalToken({ params: at(id), body }),
    revoke: (id: string, query = {}) => tenant.owner.revokeExternalToken({ params: at(id), query }),
    /** What the other service says to whoever comes with the value. */
    works: (value: string) => endOf(other.client(value).login()),
    listedCalled,
    /** The tokens that the other service accepts, and was told to call so. */
    async aliveCalled(name: string): Promise<string[]> {
      const query = { search: `${name} ekey_`, per_page: 100 };
      return (await peer.owner.listTokens({ params: peer.params, query })).tokens.map(({ id }) => id);
    },
    everythingStored: () => everythingStored(kw),
    sweep: () => sweep(kw),
    async close() {
      await kw.close();
      await other.close();
      await platform.close();
    },
  };
}

type PlatformRequest = Parameters<Answering>[0];

function passOn(
  { url }: Service,
  request: PlatformRequest,
  onAnswer: (answer: PlatformRequest) => void,
): void {
  const { method, headers } = request;
  request.pipe(requestHttp(url + (request.url ?? ""), { method, headers }, onAnswer));
}

/** Of a role that may make tokens of `ci`, and write variables. */
async function mintingToken(peer: Awaited<ReturnType<typeof newTenant>>): Promise<string> {
  const reading = ["project:projects:manage:read"];
  const body = { name: "ci", permissions: { projectScope: reading } };
  await peer.owner.createRole({ params: peer.params, body });
  const writing = ["list", "read-values", "update"].map((verb) => `project:secrets:secret-groups:${verb}`);
  const teamScope = ["create", "read", "delete"].map((verb) => `team:admin:api-tokens:${verb}`);
  const permissions = { projectScope: [...reading, ...writing], teamScope };
  return (await peer.tokenOf({ name: "minting", permissions }, { owner: "team" })).value;
}

async function everythingStored({ database }: Service): Promise<string> {
  const tables = ["external_token", "external_token_key", "audit_event", "idempotency_key"] as const;
  const rows = await Promise.all(
    tables.map((table) => database.kysely.selectFrom(table).selectAll().execute()),
  );
  return JSON.stringify(rows, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
  );
}

/** Has what waits for its time done now, by the service or by us: whoever comes first. */
async function sweep({ app: { database, authority }, dataDir }: Service): Promise<void> {
  await sql`update external_token_key set next_try_at = now() where next_try_at is not null`.execute(
    database.kysely,
  );
  const encryption = createEncryption(await loadMasterKeys([], masterKeyFile(dataDir)));
  const openHttp = createPlatformHttp({ reach: { privateAddresses: true } });
  const deps = { database, authority, encryption, openHttp, noteActivity: () => {} };
  await endDueKeys(deps, new AbortController().signal);
}
