import { PGlite } from "@electric-sql/pglite";
import type { Client } from "@keywright/sdk";
import { sql } from "kysely";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { masterKeyFile } from "../src/config.ts";
import type { Database } from "../src/db/database.ts";
import { databaseOnPglite } from "../src/db/pglite.ts";
import {
  authorizeParameters,
  CLIENT_ID,
  DEVICE_GRANT,
  REDIRECT_URI,
} from "../src/login-requests/logins.test-support.ts";
import { unwrapDataKey } from "../src/encryption/data-keys.ts";
import { loadMasterKeys } from "../src/encryption/master-keys.ts";
import { postForm } from "./conformance/oauth-form.ts";
import { startCiIssuer } from "./ci-issuer.ts";
import { derive, exchangeCi } from "./exchange.ts";
import { bodyFor } from "./guard-bodies.ts";
import { installationKey } from "./guard-forge.ts";
import { type Furniture, furnish } from "./guard-furniture.ts";
import { personalToken } from "./guard-world.ts";
import { type Http, type HttpRequest, openHttp } from "./guard-http.ts";
import { placesOf } from "./guard-places.ts";
import { filesIn, findIn, type Haystack, rowsOf } from "./guard-scan.ts";
import { inputSchema } from "./guard-schema.ts";
import { isOfTeam, isWrite, pathOf, TARGETS } from "./guard-targets.ts";
import { startTestService, type TestService } from "./harness.ts";
import { createMarkedSecrets } from "./marked-secrets.ts";
import { startPlatform, welcomed } from "./platform.ts";
import { newBrowser, secretOf, setupSecret } from "./people.ts";
import { openTestDatabase } from "./test-database.ts";

vi.setConfig({ testTimeout: 400_000 });

let kw: TestService;
let http: Http;
let team: Client;
let furniture: Furniture;
let folder: string;

const { MARKED, secrets, control, newSecret, keep, found } = createMarkedSecrets();
/** What the service has said in all its answers but those that show a value on purpose. */
const answers: Haystack[] = [];

/** The embedded database on a disk, because its files are looked into; Postgres has its own. */
async function openOnDisk(path: string): Promise<Database> {
  const dump = inject("embeddedDump");
  if (!dump || inject("postgresUrl")) return openTestDatabase();
  const loadDataDir = new Blob([new Uint8Array(await readFile(dump))]);
  return databaseOnPglite(await PGlite.create({ dataDir: path, loadDataDir }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-secrets-"));
  kw = await startTestService({ database: await openOnDisk(join(folder, "database")) });
  http = openHttp(kw.url);
  keep("the operator's token", kw.operatorToken);
  furniture = await furnish(kw.operator, { teamId: "acme", orgId: "acme", name: "kept" });
  const owner = await kw.operator.issueToken({ body: { name: "owner", roleId: "owner" } });
  team = kw.client(keep("a team's token", owner.token));
});
afterAll(async () => {
  http.close();
  await kw.close();
  await rm(folder, { recursive: true, force: true });
});

/** Asks, and keeps the answer, headers and all. */
async function ask(given: HttpRequest): Promise<number> {
  const { status, headers, text } = await http.send(given);
  const name = `the answer to ${given.method} ${given.path.slice(0, 60)}`;
  answers.push({ name, bytes: Buffer.from(`${status} ${JSON.stringify(headers)}\n${text}`) });
  return status;
}

describe("a day in the life of an installation", () => {
  let adasPassword: string;

  test("people come in, and prove who they are", async () => {
    const password = (adasPassword = newSecret("a password"));
    const browser = newBrowser(kw);
    const secret = (secrets["the secret of the setup link"] = setupSecret(kw));
    await browser.post("/v1/setup", { secret, name: control, email: "ada@example.com", password });
    const { invitation } = await browser.client().inviteOrgMember({ body: { email: "grace@example.com" } });
    const invited = (secrets["the secret of an invitation"] = secretOf(invitation?.link));
    await newBrowser(kw).post("/v1/invitations/accept", { secret: invited, name: control, password });
    const { body } = await browser.post("/api/auth/two-factor/enable", { password });
    secrets["the secret of a second factor"] = new URL(body.totpURI).searchParams.get("secret") ?? "";
    secrets["a recovery code"] = body.backupCodes[0];
    for (const wrong of [newSecret("a wrong password"), ""]) {
      await newBrowser(kw).post("/api/auth/sign-in/email", { email: "ada@example.com", password: wrong });
    }
    // Without the signature the rest of the cookie opens nothing.
    const [, signature = ""] = /\.([^.]+)$/.exec(decodeURIComponent(browser.cookieHeader)) ?? [];
    secrets["the signature of a session"] = signature;
    expect((await browser.get("/v1/account")).status).toBe(200);
  });

  test("tokens are issued, rotated and asked for again", async () => {
    const { team: ids } = furniture;
    for (const idempotencyKey of [undefined, "issue"]) {
      const body = { name: control, description: control, roleId: ids["roleId"] ?? "" };
      const issued = await team.issueToken({ body }, { idempotencyKey });
      keep("an issued token", issued.token);
      const again = idempotencyKey ? await team.issueToken({ body }, { idempotencyKey }) : issued;
      expect(again.token).toBe(issued.token);
      const params = { tokenId: issued.id };
      const rotated = await team.rotateToken({ params }, { idempotencyKey: idempotencyKey && "rotate" });
      keep("a rotated key", rotated.token);
      expect(await kw.client(rotated.token).login()).toMatchObject({ tokenId: issued.id });
    }
    const org = { name: "another", ownerToken: { name: "its owner" } };
    const created = await kw.operator.createOrg({ body: org }, { idempotencyKey: "org" });
    keep("an owner's first token", created.ownerToken?.token ?? "");
  });

  test("a command line is logged in, by its browser and by a code", async () => {
    const browser = newBrowser(kw);
    await browser.post("/api/auth/sign-in/email", { email: "ada@example.com", password: adasPassword });
    const token = { roleId: "owner", name: control, lifetimeSeconds: 600 };
    const approve = async (id = "") =>
      (await browser.post(`/v1/login-requests/${id}/approve`, token)).body.data.redirectTo as string;

    const verifier = (secrets["a code verifier"] = newSecret("a code verifier"));
    const asked = new URLSearchParams(authorizeParameters(verifier));
    const begun = await fetch(`${kw.url}/oauth2/authorize?${asked}`, { redirect: "manual" });
    const back = new URL(await approve(begun.headers.get("location")?.split("/approve/")[1]));
    const code = (secrets["an authorization code"] = back.searchParams.get("code") ?? "");
    const proof = { code, code_verifier: verifier, redirect_uri: REDIRECT_URI };
    await trade({ grant_type: "authorization_code", ...proof });
    await trade({ grant_type: "authorization_code", ...proof }, 400);

    const asking = await postForm(`${kw.url}/oauth2/device_authorization`, { client_id: CLIENT_ID });
    const deviceCode = (secrets["a device code"] = String(asking.json["device_code"]));
    const found = await browser.post("/v1/login-requests/find", { userCode: asking.json["user_code"] });
    await approve(found.body.data.id);
    await trade({ grant_type: DEVICE_GRANT, device_code: deviceCode });
  });

  async function trade(form: Record<string, string>, expected = 200): Promise<void> {
    const { status, json } = await postForm(`${kw.url}/oauth2/token`, { client_id: CLIENT_ID, ...form });
    expect(status).toBe(expected);
    if (status === 200) keep("a command line's token", String(json["access_token"]));
  }

  test("a job trades its own token, and derives from what it got", async () => {
    const ci = await startCiIssuer();
    const trusted = { issuer: ci.issuer, audience: "keywright", roleId: "owner" };
    const claims = [{ claim: "repository_id", equals: [control] }];
    const { id: ruleId } = await team.createTrustRule({ body: { name: control, claims, ...trusted } });
    const job = { aud: "keywright", sub: control, repository_id: control };
    for (const wrong of [{}, { aud: "others" }, { exp: 1 }, { repository_id: "x" }]) {
      const token = keep(
        "a CI token",
        await ci.sign({ ...job, ...wrong, jti: newSecret("a CI token's id") }),
      );
      const issued = await exchangeCi(kw, { ruleId, token });
      expect(issued.status).toBe(Object.keys(wrong).length === 0 ? 200 : 400);
      if (issued.status !== 200) continue;
      const derived = await derive(kw, keep("a job's token", issued.token));
      keep("a derived token", derived.token);
      await derive(kw, derived.token, { narrowing: newSecret("a narrowing") });
    }
    await ci.close();
  });

  test("tokens come and go by a door whose paths hold their values", async () => {
    const [path, token] = ["/api/admin/api-tokens", keptToken()];
    const json = { tokenName: control, type: "backend", environment: "prod" };
    const made = await http.send({ method: "POST", path, token, json });
    expect(made.status).toBe(201);
    const { secret } = made.json as { secret: string };
    const named = `${path}/${keep("a token that was made by a door", secret)}`;
    await refused({ method: "PUT", path: named, token, json: { expiresAt: newSecret("a date") } });
    await refused({ method: "DELETE", path: named.replace(path, "/api/admin/projects/x/api-tokens"), token });
    await refused({ method: "POST", path, token, json: { ...json, type: newSecret("a kind") } });
    expect(await ask({ method: "GET", path, token })).toBe(200);
    expect(await ask({ method: "DELETE", path: named, token })).toBe(200);
  });

  test("values are written in every way there is", async () => {
    const { projectId = "" } = furniture.team;
    const values = (name: string) => ({
      variables: { PLAIN: newSecret(`a variable ${name}`), LIST: `a=${newSecret(`a variable ${name}`)};b=1` },
      files: { "a/file": { data: newSecret(`a file ${name}`), encoding: "utf-8" } },
      dockerSecretMounts: { mount: newSecret(`a mount ${name}`) },
    });
    for (const type of ["secret", "config"] as const) {
      const group = {
        name: `group ${type} ${control}`,
        type,
        secretType: "environment" as const,
        priority: 1,
      };
      const params = { projectId };
      const body = { ...group, secrets: values("created") };
      const { id: secretId } = await team.createSecretGroup(
        { params, body },
        { idempotencyKey: `create ${type}`.replace(" ", "-") },
      );
      await team.putSecretGroup({ params, body: { ...group, secrets: values("put") } });
      const one = { projectId, secretId };
      await team.patchSecretGroup(
        { params: one, body: { secrets: values("patched") } },
        { idempotencyKey: `patch-${type}` },
      );
      await team.updateSecretGroup({
        params: one,
        body: { secrets: { variables: values("updated").variables } },
      });
      const read = await team.getSecretGroup({ params: one });
      expect(read.secrets.variables["PLAIN"]).toContain(MARKED);
    }
  });

  test("another platform is connected to, and turns credentials away", async () => {
    const proof = (name: string) => {
      const { credentials, ...rest } = welcomed(newSecret(name));
      return { ...rest, credentials: { ...credentials, apiToken: ` ${credentials.apiToken} ` } };
    };
    const body = { name: "connected", description: control, ...proof("credentials") };
    const { id: connectionId } = await team.createAppConnection({ body }, { idempotencyKey: "connect" });
    const params = { connectionId };
    const { credentials } = proof("other credentials");
    await team.patchAppConnection({ params, body: { credentials } }, { idempotencyKey: "reconnect" });
    expect((await team.checkAppConnection({ params })).health.status).toBe("ok");

    const wrong = `${newSecret("credentials that are turned away")}-x`;
    const { url, close } = await startPlatform((request, response) => {
      const message = `nobody is called ${request.headers.authorization}`;
      response.writeHead(401).end(JSON.stringify({ error: { message } }));
    });
    const refusing = { ...body, name: "refused", credentials: { apiToken: wrong, baseUrl: url } };
    await refused({ method: "POST", path: "/v1/app-connections", token: keptToken(), json: refusing });
    const door = "/api/v1/app-connections/northflank";
    await refused({ method: "POST", path: door, token: keptToken(), json: refusing });
    await close();
    await refused({ method: "POST", path: door, token: keptToken(), json: refusing });
  });

  test("another platform makes tokens, and does not end them", async () => {
    const values = [newSecret("a value from elsewhere"), newSecret("a rotated value from elsewhere")];
    let made = 0;
    const { url, close } = await startPlatform(({ method, url: path = "" }, response) => {
      const answer = (data: object) => response.end(JSON.stringify({ data }));
      if (method === "DELETE") return void response.writeHead(403).end("{}");
      if (method === "POST") return void answer({ id: `elsewhere-${made}`, token: values[made++] });
      if (path.startsWith("/v1/me")) return void answer({ principal: { type: "token" } });
      return void answer({ projects: [] });
    });
    const credentials = { apiToken: newSecret("a minting token"), baseUrl: url };
    const body = { name: "minting", app: "keywright", method: "api-token", credentials };
    const { id: connectionId } = await team.createAppConnection({ body });
    const order = { body: { name: "elsewhere", connectionId, spec: { roleId: "ci" } } };
    const once = { idempotencyKey: "issue-elsewhere" };
    const { id: externalTokenId, token } = await team.createExternalToken(order, once);
    expect((await team.createExternalToken(order, once)).token).toBe(token);
    const params = { externalTokenId };
    const rotated = await team.rotateExternalToken(
      { params, body: { keepOldSeconds: 3600 } },
      { idempotencyKey: "turn" },
    );
    expect([token, rotated.token]).toEqual(values);
    await refused({ method: "DELETE", path: `/v1/external-tokens/${externalTokenId}`, token: keptToken() });
    await close();
  });

  test("keys are rotated", async () => {
    await keepKeys();
    await kw.operator.rotateSigningKey();
    await kw.operator.rotateMasterKey();
    await keepKeys();
    const { token } = await team.issueToken({ body: { name: "under the new key", roleId: "owner" } });
    keep("a token under the new signing key", token);
  });

  /** What the installation itself keeps sealed: private signing keys and data keys. The master key stands in its file. */
  async function keepKeys(): Promise<void> {
    const { d = "" } = (await installationKey(kw)).export({ format: "jwk" });
    const number = Object.keys(secrets).length;
    secrets[`a private signing key ${number}`] = Buffer.from(d, "base64url");
    const masterKeys = await loadMasterKeys([], masterKeyFile(kw.dataDir));
    const rows = await kw.database.kysely.selectFrom("data_key").selectAll().execute();
    for (const row of rows) secrets[`the data key ${row.id}`] = Buffer.from(unwrapDataKey(masterKeys, row));
    expect(rows.length).toBeGreaterThan(1);
  }

  test("everything is read that can be read", async () => {
    const personal = keep("a personal token", await personalToken(kw.operator, furniture.team, control));
    const showsValues = new Set(["getSecretGroup", "getSecretGroupDetails"]);
    for (const target of TARGETS.filter((one) => !isWrite(one) && !showsValues.has(one.id))) {
      const ids = isOfTeam(target) ? furniture.team : furniture.org;
      const path = pathOf(target, ids);
      const other = target.route.permission === "any_token" ? personal : kw.operatorToken;
      const token = target.route.team ? keptToken() : other;
      const check = { token: kw.operatorToken, permission: "org:admin:organization:read" };
      const json = target.id === "verify" ? check : bodyFor(target, ids);
      expect(await ask({ method: target.route.method, path, token, json }), target.label).toBe(200);
    }
    const open = ["/metrics", "/healthz", "/readyz", "/openapi.json", "/docs", "/.well-known/jwks.json"];
    for (const path of open) await ask({ method: "GET", path });
  });

  test("mistakes are made with secrets in every place they can slip into", async () => {
    const token = kw.operatorToken;
    for (const target of TARGETS) {
      const ids = isOfTeam(target) ? furniture.team : furniture.org;
      const request = {
        method: target.route.method,
        path: pathOf(target, ids),
        token: target.route.team ? keptToken() : token,
      };
      const secret = newSecret("sent by mistake");
      await refused({ ...request, path: `${request.path}?unexpected=${secret}&access_token=${token}` });
      await refused({
        ...request,
        token: `${token}x`,
        headers: { cookie: `session=${secret}`, "x-api-key": secret },
      });
      await refused({ ...request, headers: { "keywright-org": secret } });
      for (const name of Object.keys(target.route.query?.shape ?? {}))
        await refused({ ...request, path: `${request.path}?${name}=${secret}&${name}=${secret}` });
      if (isWrite(target))
        await refused({ ...request, headers: { "idempotency-key": `${secret} ${secret}` } });
      const { body } = target.route;
      if (!body) continue;
      await refused({
        ...request,
        body: `{"name": "${secret}`,
        headers: { "content-type": "application/json" },
      });
      for (const place of placesOf(inputSchema(body), bodyFor(target, ids))) {
        // Text where there should be more than text, and more than text where there should be text.
        for (const wrong of [{ inner: [secret] }, [[secret]], [{ token }]]) {
          expect(await ask({ ...request, json: place.with(wrong) })).toBeLessThan(500);
        }
      }
    }
    for (const path of [
      `/v1/tokens/${token}`,
      `/v1/${newSecret("in a path")}`,
      `/v1/teams/${newSecret("in a path")}/projects`,
    ]) {
      await refused({ method: "GET", path, token });
    }
  });

  async function refused(given: HttpRequest): Promise<void> {
    const status = await ask(given);
    expect(status, `${given.method} ${given.path}`).toBeGreaterThanOrEqual(400);
    expect(status, `${given.method} ${given.path}`).toBeLessThan(500);
  }

  test("and something breaks while a secret is under way", async () => {
    const { projectId = "" } = furniture.team;
    await kw.database.execScript("alter table secret_group add constraint broken check (priority <> 77)");
    const json = {
      name: "broken",
      secretType: "environment",
      priority: 77,
      secrets: { variables: { A: newSecret("in a write that broke") } },
    };
    const path = `/v1/teams/acme/projects/${projectId}/secrets`;
    const headers = { "idempotency-key": "broken" };
    expect(await ask({ method: "POST", path, token: kw.operatorToken, json, headers })).toBe(500);
  });

  let kept: string | undefined;
  function keptToken(): string {
    if (kept === undefined) throw new Error("the team's token is not there yet");
    return kept;
  }
  beforeAll(async () => {
    const { token } = await kw.operator.issueToken({ body: { name: "reader", roleId: "owner" } });
    kept = keep("a reader's token", token);
  });
});

describe("afterwards none of the secrets is to be found", () => {
  test("in any column of any table", async () => {
    const tables = await rowsOf(kw.database);
    expect(findIn(tables, { control }).join()).toMatch(
      /table token.*table audit_event|table audit_event.*table token/,
    );
    expect(found(tables)).toEqual([]);
  });

  test("in anything that the service has logged, at its most talkative", () => {
    const logs = [{ name: "the log", bytes: Buffer.from(kw.logs()) }];
    expect(findIn(logs, { route: "/v1/tokens/:tokenId" })).not.toEqual([]);
    expect(found(logs)).toEqual([]);
  });

  test("in any answer, be it a refusal, an event, a list or a metric", () => {
    expect(findIn(answers, { control })).not.toEqual([]);
    expect(found(answers)).toEqual([]);
  });

  test("in any file of the data folder, the database's own included", async () => {
    const masterKey = masterKeyFile(kw.dataDir);
    const files = [...(await filesIn(kw.dataDir, (path) => path !== masterKey)), ...(await databaseFiles())];
    expect(findIn(files, { control })).not.toEqual([]);
    expect(found(files)).toEqual([]);
    // The one file that holds a key holds nothing else, and only its owner may read it.
    expect(found(await filesIn(kw.dataDir))).toEqual([]);
    expect((await stat(masterKey)).mode & 0o777).toBe(0o600);
  });

  /** What is in the pages and in the log of changes. */
  async function databaseFiles(): Promise<Haystack[]> {
    await sql`checkpoint`.execute(kw.database.kysely);
    if (kw.database.kind === "embedded") return filesIn(join(folder, "database"));
    const { rows } = await sql<{ data: string; pages: string }>`
      select current_setting('data_directory') as data, pg_relation_filepath('token') as pages
    `.execute(kw.database.kysely);
    const [{ data = "", pages = "" } = {}] = rows;
    const ofThisDatabase = join(data, pages, "..");
    return filesIn(data, (path) => path.startsWith(ofThisDatabase) || path.startsWith(join(data, "pg_wal")));
  }

  test("but the operator's token, in the file it was asked for in, for its owner alone", async () => {
    const file = join(kw.dataDir, "..", "outside", "operator.token");
    expect((await readFile(file, "utf8")).trim()).toBe(kw.operatorToken);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
