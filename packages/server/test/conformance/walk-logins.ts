import type { Client } from "@keywright/sdk";
import { authorizeParameters, CLIENT_ID } from "../../src/login-requests/logins.test-support.ts";
import { Browser } from "../browser.ts";
import type { TestService } from "../harness.ts";
import { newBrowser, PASSWORD } from "../people.ts";
import { postForm } from "./oauth-form.ts";
import type { Recorder } from "./recorder.ts";

const TOKEN = { roleId: "owner", name: "walked", lifetimeSeconds: 600 };

/** What a person does in their browser for command lines, and what they are refused. */
export async function walkLogins(kw: TestService, recorder: Recorder): Promise<void> {
  const signedIn = newBrowser(kw);
  await signedIn.post("/api/auth/sign-in/email", { email: "first@example.com", password: PASSWORD });
  const browser = new Browser(kw.url, kw.publicUrl, recorder.fetch);
  for (const [name, value] of signedIn.cookies) browser.cookies.set(name, value);
  const person = browser.client();
  const { userCode } = await begunByDevice(kw);
  await person.findLoginRequest({ body: { userCode: "x" } }).catch(() => {});
  const { id: loginRequestId } = await person.findLoginRequest({ body: { userCode } });
  await answer(person, loginRequestId, () => person.denyLoginRequest({ params: { loginRequestId } }));
  const byBrowser = await begunByBrowser(kw);
  await answer(person, byBrowser, () =>
    person.approveLoginRequest({ params: { loginRequestId: byBrowser }, body: TOKEN }),
  );
}

/** After a mistake, and then a second time. */
async function answer(person: Client, loginRequestId: string, say: () => Promise<unknown>): Promise<void> {
  const params = { loginRequestId };
  await person.getLoginRequest({ params });
  await person.approveLoginRequest({ params, body: { ...TOKEN, roleId: "nowhere" } }).catch(() => {});
  await say();
  await say().catch(() => {});
  await person.getLoginRequest({ params });
}

async function begunByDevice({ url }: TestService): Promise<{ userCode: string }> {
  const { json } = await postForm(`${url}/oauth2/device_authorization`, { client_id: CLIENT_ID });
  return { userCode: String(json["user_code"]) };
}

async function begunByBrowser({ url }: TestService): Promise<string> {
  const query = new URLSearchParams(authorizeParameters("v".repeat(43)));
  const { headers } = await fetch(`${url}/oauth2/authorize?${query}`, { redirect: "manual" });
  return headers.get("location")?.split("/approve/")[1] ?? "";
}
