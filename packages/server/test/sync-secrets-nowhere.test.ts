import type { Client } from "@keywright/sdk";
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Asked, error, type GroupPlatform, say, startGroupPlatform } from "./group-platform.ts";
import { type Http, openHttp } from "./guard-http.ts";
import { findIn, type Haystack, rowsOf } from "./guard-scan.ts";
import { startTestService, type TestService } from "./harness.ts";
import { createMarkedSecrets } from "./marked-secrets.ts";
import { startPlatform, welcomedToMint } from "./platform.ts";

type Source = Parameters<Client["createSync"]>[0]["body"]["source"];
type Variables = Record<string, string>;

const SOON = { timeout: 20_000, interval: 50 };
const projectId = "shop";

const { secrets, control, newSecret, keep, found } = createMarkedSecrets();
/** A name, which may be found, and has to be. */
const NAMED = `NAMED_${control}`;

let kw: TestService;
let http: Http;
let platform: GroupPlatform;
let receiver: Awaited<ReturnType<typeof startPlatform>>;
/** What receivers of webhooks answer, and what they were told of failures. */
let answering: (text: string, response: ServerResponse) => void;
const notices: Haystack[] = [];
/** What the service has said in its answers. */
const answers: Haystack[] = [];
/** The database while jobs wait in it. */
let duringJobs: Haystack[] = [];

let apiToken: string;
let connectionId: string;
let noticeConnectionId: string;
const quietly = (_text: string, response: ServerResponse) => void response.writeHead(204).end();

beforeAll(async () => {
  kw = await startTestService();
  http = openHttp(kw.url);
  platform = await startGroupPlatform();
  answering = quietly;
  receiver = await startPlatform((request, response) => void receive(request, response));
  await kw.operator.createProject({ body: { name: projectId } });
});
afterAll(async () => {
  http.close();
  await kw.close();
  await platform.close();
  await receiver.close();
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  if (text.includes('"sync.')) notices.push({ name: "a notice", bytes: Buffer.from(text) });
  answering(text, response);
}

/** Asks, and keeps the answer, headers and all. */
async function ask(method: string, path: string, json?: unknown): Promise<number> {
  const { status, headers, text } = await http.send({ method, path, token: kw.operatorToken, json });
  answers.push({
    name: `the answer to ${method} ${path}`,
    bytes: Buffer.from(`${status} ${JSON.stringify(headers)}\n${text}`),
  });
  return status;
}

let made = 0;

async function newWebhook(): Promise<string> {
  const key = newSecret("a signing secret").padEnd(44, "x");
  secrets[`the bytes of signing secret ${++made}`] = Buffer.from(key, "base64");
  const url = `${receiver.url}/${newSecret("the address of a webhook")}`;
  const credentials = { url, signingSecret: `whsec_${key}` };
  const body = { name: `webhook-${made}`, app: "webhook", method: "signing-secret", credentials };
  return (await kw.operator.createAppConnection({ body }, { idempotencyKey: `webhook-${made}` })).id;
}

const values = (what: string) => ({ [NAMED]: newSecret(what), OTHER: `a=${newSecret(what)}` });

async function newGroup(variables: Variables) {
  const name = `group-${++made}`;
  const group = { name, secretType: "environment", priority: 1, secrets: { variables } } as const;
  const { id: secretGroupId } = await kw.operator.createSecretGroup({ params: { projectId }, body: group });
  return { kind: "secret-group", projectId, secretGroupId } as const;
}

async function edit({ secretGroupId: secretId }: { secretGroupId: string }, variables: Variables) {
  const body = { secrets: { variables } };
  await kw.operator.patchSecretGroup({ params: { projectId, secretId }, body });
}

/** A sync of this source to a destination that has variables already. */
async function newSync(source: Source, fields: object = {}) {
  const destination = platform.create({ ...values("what was there"), GONE: newSecret("what was there") });
  const name = `sync-${++made}`;
  const body = { name, source, connectionId, destination, noticeConnectionId, ...fields };
  const { id } = await kw.operator.createSync({ body }, { idempotencyKey: name });
  return { id, groupId: destination.secretGroupId };
}

const lastRun = async (syncId: string) => (await kw.operator.listSyncRuns({ params: { syncId } })).runs[0];

async function ended(syncId: string, status: string) {
  await expect.poll(async () => (await lastRun(syncId))?.status, SOON).toBe(status);
}

describe("a day in the life of syncs", () => {
  test("platforms are connected to, with credentials that change", async () => {
    const credentialsOf = (token: string) => ({ apiToken: token, baseUrl: platform.url });
    const credentials = credentialsOf(newSecret("credentials"));
    const body = { name: "store", app: "northflank", method: "api-token", credentials };
    connectionId = (await kw.operator.createAppConnection({ body }, { idempotencyKey: "connect" })).id;
    apiToken = newSecret("newer credentials");
    const patch = { params: { connectionId }, body: { credentials: credentialsOf(apiToken) } };
    await kw.operator.patchAppConnection(patch, { idempotencyKey: "reconnect" });
    noticeConnectionId = await newWebhook();
  });

  test("a secret group is delivered, changed, imported into, and removed there", async () => {
    const source = await newGroup(values("a group's"));
    const { id, groupId } = await newSync(source);
    await ended(id, "succeeded");
    expect(platform.at(groupId)[NAMED]).toContain(secrets["something marked"]);
    await edit(source, { ...values("a changed one"), MORE: newSecret("a new one") });
    await expect.poll(async () => (await lastRun(id))?.created, SOON).toEqual(["MORE"]);
    Object.assign(platform.at(groupId), { OTHER: newSecret("drift"), ADDED: newSecret("drift") });
    expect(await ask("GET", `/v1/secret-syncs/${id}/drift`)).toBe(200);
    const runs = `/v1/secret-syncs/${id}/runs`;
    for (const kind of [{ kind: "import", prefer: "destination" }, { kind: "sync" }, { kind: "remove" }]) {
      expect(await ask("POST", runs, kind)).toBe(200);
      await ended(id, "succeeded");
    }
    expect(platform.at(groupId)).toEqual({});
  });

  test("another is imported into before it is delivered, and also told to a webhook", async () => {
    const source = await newGroup(values("a group's"));
    const imports = await newSync(source, { initialBehavior: "import-prefer-destination" });
    await ended(imports.id, "succeeded");
    expect(platform.at(imports.groupId)).toHaveProperty("GONE");
    const told = await newSync(source, { connectionId: await newWebhook(), destination: {} });
    await ended(told.id, "succeeded");
    answering = (text, response) => say(response, 400, error(`${text} is refused`));
    await edit(source, values("refused by a webhook"));
    await ended(told.id, "failed");
    answering = quietly;
  });

  test("the keys of tokens are delivered, also those of other platforms, and rotated", async () => {
    const issued = await kw.operator.issueToken({ body: { name: "delivered", roleId: "default" } });
    keep("a token", issued.token);
    const own = await newSync({ kind: "token", tokenId: issued.id, variable: NAMED });
    await ended(own.id, "succeeded");
    expect(platform.at(own.groupId)[NAMED]).toBe(issued.token);
    const rotated = await kw.operator.rotateToken({ params: { tokenId: issued.id } });
    keep("a rotated token", rotated.token);
    await expect.poll(() => platform.at(own.groupId)[NAMED], SOON).toBe(rotated.token);

    // Its tokens' ids begin with the name too, and are no secrets.
    const mint = welcomedToMint(`mint${randomBytes(18).toString("hex")}`);
    secrets["the credentials to mint with"] = mint.credentials.apiToken;
    const { id: minting } = await kw.operator.createAppConnection({ body: { name: "mint", ...mint } });
    const body = { name: "theirs", connectionId: minting, spec: { roleId: "ci" } };
    const minted = await kw.operator.createExternalToken({ body }, { idempotencyKey: "mint" });
    const externalTokenId = minted.id;
    const theirs = await newSync({ kind: "external-token", externalTokenId, variable: NAMED });
    await ended(theirs.id, "succeeded");
    const delivered = () => platform.at(theirs.groupId)[NAMED] ?? "";
    secrets["a token of another platform"] = minted.token;
    expect(delivered()).toBe(minted.token);
    const newer = await kw.operator.rotateExternalToken(
      { params: { externalTokenId } },
      { idempotencyKey: "rotate" },
    );
    secrets["a newer token of another platform"] = newer.token;
    await expect.poll(delivered, SOON).toBe(newer.token);
  });

  /** With nothing in common with any other: a platform's words are left out when they repeat as much as a part of a secret. */
  function unlike(what: string): string {
    return (secrets[`${what} ${++made}`] = `U${randomBytes(18).toString("hex")}`);
  }

  test("platforms repeat in their refusals what they were sent, and what they had", async () => {
    const syncs = await Promise.all(
      repetitions().map(async ({ status, kind, words }) => {
        const SAME = unlike("what stays as it is");
        const source = await newGroup({ [NAMED]: unlike("what is written over"), OTHER: "1", SAME });
        const sync = await newSync(source);
        await ended(sync.id, "succeeded");
        Object.assign(platform.at(sync.groupId), { OTHER: unlike("what is taken away") });
        platform.meddle(sync.groupId, (asked) =>
          asked.kind === kind ? say(asked.response, status, error(`No: ${words(asked)}`)) : asked.answer(),
        );
        await edit(source, { [NAMED]: unlike("what is sent"), SAME });
        return { ...sync, status: status < 500 ? "failed" : "pending", kind };
      }),
    );
    for (const { id, status, kind } of syncs) {
      await expect.poll(async () => (await lastRun(id))?.code, SOON).toBeDefined();
      expect(await lastRun(id)).toMatchObject({ status, trigger: "change" });
      const drift = await ask("GET", `/v1/secret-syncs/${id}/drift`);
      expect(drift === 200).toBe(kind === "write");
    }
    platform.leaveBe();
    for (const { id } of syncs)
      expect(await ask("POST", `/v1/secret-syncs/${id}/runs`, { kind: "sync" })).toBe(200);
    for (const { id } of syncs) await ended(id, "succeeded");
  });

  function repetitions() {
    const had = (name: string) => (asked: Asked) => platform.at(asked.groupId ?? "")[name];
    const inReading = [(asked: Asked) => asked.apiToken, had("SAME")];
    const inWriting = [...inReading, had(NAMED), had("OTHER"), (asked: Asked) => asked.variables[NAMED]];
    return [400, 403, 500].flatMap((status) => [
      ...inReading.map((words) => ({ status, kind: "read" as const, words })),
      ...inWriting.map((words) => ({ status, kind: "write" as const, words })),
    ]);
  }

  test("jobs wait while their destination is silent, and notices while their receiver fails", async () => {
    const source = await newGroup(values("waiting"));
    const { id, groupId } = await newSync(source);
    await ended(id, "succeeded");
    const held = Promise.withResolvers<void>();
    answering = (text, response) => say(response, 500, error(text));
    platform.meddle(groupId, (asked) => say(asked.response, 400, error(`No: ${asked.apiToken}`)));
    await edit(source, values("waiting"));
    await ended(id, "failed");
    platform.meddle(groupId, () => held.resolve());
    await edit(source, values("waiting"));
    await held.promise;
    await edit(source, values("waiting"));
    duringJobs = (await rowsOf(kw.database)).map((rows) => ({
      ...rows,
      name: `${rows.name} while jobs wait`,
    }));
    answering = quietly;
  });

  test("everything is read that can be read", async () => {
    const { syncs } = await kw.operator.listSyncs({ query: { per_page: 100 } });
    for (const { id } of syncs) {
      for (const path of [`/v1/secret-syncs/${id}`, `/v1/secret-syncs/${id}/runs?per_page=100`])
        expect(await ask("GET", path)).toBe(200);
    }
    const lists = ["secret-syncs", "app-connections", "external-tokens", "audit-events", "tokens"];
    for (const list of lists) expect(await ask("GET", `/v1/${list}?per_page=100`)).toBe(200);
    for await (const event of kw.operator.listAuditEvents.rows({ query: { per_page: 100 } }))
      answers.push({ name: `the event ${event.action}`, bytes: Buffer.from(JSON.stringify(event)) });
    expect(await ask("POST", `/v1/app-connections/${connectionId}/check`)).toBe(200);
    expect(await ask("GET", "/metrics")).toBe(200);
  });
});

describe("afterwards none of the secrets is to be found", () => {
  test("in any column of any table, those of the job queue included, now and while jobs waited", async () => {
    const tables = [...(await rowsOf(kw.database)), ...duringJobs];
    for (const table of ["sync_run", "sync_variable", "audit_event"])
      expect(findIn(tables, { control }).join()).toContain(`table ${table}`);
    const jobs = duringJobs.filter(({ name }) => name.includes("table pgboss.job"));
    const rows = jobs.flatMap(({ bytes }) => bytes.toString().split("\n"));
    const waiting = rows.filter((row) => /,(created|retry),/.test(row));
    expect(waiting.filter((row) => /,sync-runs,.*runId\W+run_/.test(row))).not.toEqual([]);
    expect(waiting.filter((row) => /,sync-notices,.*sync\.failed/.test(row))).not.toEqual([]);
    expect(found(tables)).toEqual([]);
  });

  test("in anything that the service has logged, at its most talkative", () => {
    const logs = [{ name: "the log", bytes: Buffer.from(kw.logs()) }];
    expect(findIn(logs, { route: "/v1/secret-syncs", queue: "sync-notices" })).toHaveLength(2);
    expect(found(logs)).toEqual([]);
  });

  test("in any answer, be it a refusal, a run, an event or a metric", () => {
    expect(findIn(answers, { control })).not.toEqual([]);
    expect(found(answers)).toEqual([]);
  });

  test("in any notice of a failure, or of its end", () => {
    const told = notices.map(({ bytes }) => bytes.toString()).join("\n");
    expect(told).toMatch(/"type":"sync.failed".*"name":"sync-\d+"/);
    expect(told).toContain('"type":"sync.recovered"');
    expect(found(notices)).toEqual([]);
  });
});
