import { setTimeout as delay } from "node:timers/promises";
import { openPostgres } from "../../src/db/postgres.ts";
import { startTestService } from "../harness.ts";
import { newMember } from "../people.ts";
import { newTenant } from "../tenants.ts";
import { startUnleash } from "../unleash-server.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined without a body. */
  readonly body: unknown;
}

/** One of the two servers, with what stands ready there: the project `default`, and `doomed` that nobody needs. */
export interface Side {
  readonly url: string;
  /** Values for the header Authorization: an administrator's, and one that belongs to a person. */
  readonly admin: string;
  readonly person: string;
  deleteDoomed(): Promise<void>;
  close(): Promise<void>;
}

const PERSONAL_TOKENS_MAX = 10;
const KNOWN_WITHIN_MS = 60_000;

export async function startTheirs(maintenanceUrl: string): Promise<Side> {
  const { url, adminToken, databaseUrl, stop } = await startUnleash(maintenanceUrl);
  const database = openPostgres(databaseUrl, () => {});
  // The version that is free has no endpoint to make projects and delete them: what the other does is this.
  await database.execScript("insert into projects (id, name, description) values ('doomed', 'Doomed', '')");
  return {
    url,
    admin: adminToken,
    person: await theirPerson(url),
    deleteDoomed: () => database.execScript("delete from projects where id = 'doomed'"),
    async close() {
      await database.close();
      await stop();
    },
  };
}

/** A token of the person whom it has from the start. */
async function theirPerson(url: string): Promise<string> {
  const json = { "content-type": "application/json" };
  const password = JSON.stringify({ username: "admin", password: "unleash4all" });
  const login = await fetch(`${url}/auth/simple/login`, { method: "POST", headers: json, body: password });
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  await login.arrayBuffer();
  const path = `${url}/api/admin/user/tokens`;
  const body = JSON.stringify({ description: "at hand", expiresAt: "2034-01-01T00:00:00Z" });
  const made = await fetch(path, { method: "POST", headers: { ...json, cookie }, body });
  const { secret } = (await made.json()) as { secret: string };
  await untilKnown(path, secret);
  return secret;
}

/** Just after its start it may not know yet what it has just made. */
async function untilKnown(url: string, authorization: string): Promise<void> {
  const giveUpAt = Date.now() + KNOWN_WITHIN_MS;
  for (;;) {
    const { status, body } = await fetch(url, { headers: { authorization } });
    await body?.cancel();
    if (status === 200) return;
    if (Date.now() > giveUpAt) throw new Error(`unleash-server answers its own token with ${status}`);
    await delay(100);
  }
}

export async function startOurs(): Promise<Side> {
  const kw = await startTestService();
  await kw.operator.putCatalogue({
    body: { permissions: [{ permission: "project:flags:features:read", publishable: true }] },
  });
  const { owner, params, token, teamId } = await newTenant(kw, "Flags");
  await owner.patchOwnOrg({ body: { personalTokensMax: PERSONAL_TOKENS_MAX } });
  for (const name of ["default", "doomed"])
    await owner.createProject({ params, body: { name, environments: ["development", "production"] } });
  const { client } = await newMember(kw, owner, { teamId, roles: ["owner"] });
  const body = { name: "at hand", roleId: "owner", expiresAt: "2034-01-01T00:00:00Z" };
  return {
    url: kw.url,
    admin: (await token("owner")).value,
    person: (await client.issueToken({ params, body })).token,
    deleteDoomed: async () =>
      void (await owner.deleteProject({ params: { ...params, projectId: "doomed" } })),
    close: () => kw.close(),
  };
}

export interface Question {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly json?: unknown;
  readonly text?: string;
  readonly contentType?: string;
  /** The header Authorization. */
  readonly by?: string | undefined;
}

export async function ask({ url }: Side, question: Question): Promise<Answer> {
  const { method, path, json, by } = question;
  const body = question.text ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(by !== undefined && { authorization: by }),
      ...(body !== undefined && { "content-type": question.contentType ?? "application/json" }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
  };
}
