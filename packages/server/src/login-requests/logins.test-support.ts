import type { Client } from "@keywright/sdk";
import { sql } from "kysely";
import { createHash, randomBytes } from "node:crypto";
import { postForm } from "../../test/conformance/oauth-form.ts";
import type { Answer, Browser } from "../../test/browser.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newBrowser, PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";

export const CLIENT_ID = "keywright-cli";
export const REDIRECT_URI = "http://127.0.0.1:53123/callback";
export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
export const READ = "project:projects:manage:read";

/** Names the role `reader` of the team, which everybody here holds. */
export const TOKEN = { teamId: "acme", roleId: "reader", name: "laptop", lifetimeSeconds: 3600 };

export interface Somebody {
  readonly memberId: string;
  readonly browser: Browser;
  readonly client: Client;
}

/** What a command line keeps to itself while its person is in the browser. */
export interface BrowserLogin {
  readonly id: string;
  readonly verifier: string;
  readonly state: string;
}

export interface DeviceLogin {
  readonly id: string;
  readonly userCode: string;
  readonly deviceCode: string;
}

export type LoginWorld = Awaited<ReturnType<typeof startLoginWorld>>;

/** A service with a person who owns everything, and what command lines and people do to log in. */
export async function startLoginWorld() {
  const kw = await startTestService();
  const ada = await setUpFirstPerson(kw);
  const permissions = { projectScope: [READ] };
  await ada.client().createRole({ body: { name: "reader", permissions } });

  /** Nobody of these tests is to be held up for having begun too often. */
  const begin = async () => {
    await sql`update login_request set created_at = created_at - interval '5 minutes'`.execute(
      kw.database.kysely,
    );
  };

  return {
    kw,
    ada,
    close: () => kw.close(),
    somebody: (...roles: string[]) => somebody(kw, ada, roles),

    async authorize(parameters: Readonly<Record<string, string>>): Promise<Response> {
      await begin();
      const url = `${kw.url}/oauth2/authorize?${new URLSearchParams(parameters)}`;
      return fetch(url, { redirect: "manual", headers: { "user-agent": "a browser" } });
    },

    async browserLogin(): Promise<BrowserLogin> {
      const verifier = randomBytes(32).toString("base64url");
      const state = randomBytes(8).toString("base64url");
      const { headers } = await this.authorize({ ...authorizeParameters(verifier), state });
      const id = headers.get("location")?.split("/approve/")[1] ?? "";
      return { id, verifier, state };
    },

    async deviceLogin(): Promise<DeviceLogin> {
      await begin();
      const form = { client_id: CLIENT_ID, client_name: "keywright on a server" };
      const { json } = await postForm(`${kw.url}/oauth2/device_authorization`, form);
      const [userCode, deviceCode] = [String(json["user_code"]), String(json["device_code"])];
      const { id } = await idOf(kw, userCode);
      return { id, userCode, deviceCode };
    },

    token: (form: Record<string, string>) =>
      postForm(`${kw.url}/oauth2/token`, { client_id: CLIENT_ID, ...form }),

    /** As the command line does when the browser is back. */
    trade(login: BrowserLogin, code: string, more: Record<string, string> = {}) {
      const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI };
      return this.token({ ...form, code_verifier: login.verifier, ...more });
    },

    /** As often as it likes: the pace is the matter of its own tests. */
    async poll({ id, deviceCode }: DeviceLogin) {
      await sql`update login_request set polled_at = null where id = ${id}`.execute(kw.database.kysely);
      return this.token({ grant_type: DEVICE_GRANT, device_code: deviceCode });
    },

    /** All its time goes by. */
    async expire({ id }: { readonly id: string }): Promise<void> {
      await sql`update login_request set expires_at = now() where id = ${id}`.execute(kw.database.kysely);
    },
  };
}

export function authorizeParameters(verifier: string): Record<string, string> {
  return {
    client_id: CLIENT_ID,
    client_name: "keywright on a laptop",
    response_type: "code",
    redirect_uri: REDIRECT_URI,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
}

export function approve(
  browser: Browser,
  { id }: { readonly id: string },
  body: object = TOKEN,
): Promise<Answer> {
  return browser.post(`/v1/login-requests/${id}/approve`, body);
}

export function deny(browser: Browser, { id }: { readonly id: string }): Promise<Answer> {
  return browser.send("POST", `/v1/login-requests/${id}/deny`);
}

/** The code with which the browser goes back. */
export function codeIn({ body }: Answer): string {
  const redirectTo = body.data?.redirectTo as string | undefined;
  const code = redirectTo && new URL(redirectTo).searchParams.get("code");
  if (!code) throw new Error(`no code was answered: ${JSON.stringify(body)}`);
  return code;
}

let people = 0;

async function somebody(kw: TestService, ada: Browser, roles: readonly string[]): Promise<Somebody> {
  const email = `somebody-${++people}@example.com`;
  const body = { email, roles: roles.length === 0 ? ["reader"] : [...roles] };
  const { id, invitation } = await ada.client().inviteMember({ body });
  const browser = newBrowser(kw);
  const accepted = { secret: secretOf(invitation?.link), name: "Grace", password: PASSWORD };
  const { status } = await browser.post("/v1/invitations/accept", accepted);
  if (status !== 200) throw new Error(`the invitation was answered with ${status}`);
  return { memberId: id, browser, client: browser.client() };
}

async function idOf({ database }: TestService, userCode: string): Promise<{ id: string }> {
  return database.kysely
    .selectFrom("login_request")
    .select("id")
    .where("user_code", "=", userCode)
    .executeTakeFirstOrThrow();
}
