import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { approve, CLIENT_ID, deny } from "../../src/login-requests/logins.test-support.ts";
import type { Browser } from "../browser.ts";
import type { TestService } from "../harness.ts";
import { setUpFirstPerson } from "../people.ts";
import { startPublicService } from "./public-service.ts";

const INSECURE = { [oauth.allowInsecureRequests]: true };
const TOKEN = { roleId: "owner", name: "conforming", lifetimeSeconds: 600 };
const US = { client_id: CLIENT_ID };

let kw: TestService;
let ada: Browser;
let as: oauth.AuthorizationServer;

beforeAll(async () => {
  kw = await startPublicService();
  ada = await setUpFirstPerson(kw);
  const issuer = new URL(kw.url);
  const asked = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE });
  as = await oauth.processDiscoveryResponse(issuer, asked);
});
afterAll(() => kw.close());

async function begin(): Promise<oauth.DeviceAuthorizationResponse> {
  const parameters = { client_name: "a device" };
  const answer = await oauth.deviceAuthorizationRequest(as, US, oauth.None(), parameters, INSECURE);
  return oauth.processDeviceAuthorizationResponse(as, US, answer);
}

/** At the page that the device has shown. */
async function open({ user_code }: oauth.DeviceAuthorizationResponse): Promise<{ id: string }> {
  const { body } = await ada.post("/v1/login-requests/find", { userCode: user_code });
  return body.data as { id: string };
}

async function poll({ device_code }: oauth.DeviceAuthorizationResponse) {
  const answer = await oauth.deviceCodeGrantRequest(as, US, oauth.None(), device_code, INSECURE);
  return oauth.processDeviceCodeResponse(as, US, answer);
}

/** As if the device had waited. */
const wait = () => sql`update login_request set polled_at = null`.execute(kw.database.kysely);

test("oauth4webapi: the device learns what to show, where, and how often to ask", async () => {
  const asked = await begin();
  expect(asked).toMatchObject({ verification_uri: `${kw.url}/device`, expires_in: 600, interval: 5 });
  expect(asked.verification_uri_complete).toBe(`${kw.url}/device#${asked.user_code}`);
  expect(asked.user_code).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
});

test("oauth4webapi: understands that nobody has answered, that it asks too fast, and that it was denied", async () => {
  const asked = await begin();
  await expect(poll(asked)).rejects.toMatchObject({ error: "authorization_pending" });
  await expect(poll(asked)).rejects.toMatchObject({ error: "slow_down" });
  await deny(ada, await open(asked));
  await wait();
  await expect(poll(asked)).rejects.toMatchObject({ error: "access_denied" });
  const late = await begin();
  await sql`update login_request set expires_at = now()`.execute(kw.database.kysely);
  await expect(poll(late)).rejects.toMatchObject({ error: "expired_token" });
});

test("oauth4webapi: gets a token that works, once", async () => {
  const asked = await begin();
  await approve(ada, await open(asked), TOKEN);
  const { access_token, token_type } = await poll(asked);
  expect(token_type).toBe("bearer");
  await kw.client(access_token).login();
  await wait();
  await expect(poll(asked)).rejects.toMatchObject({ error: "invalid_grant" });
});

test("openid-client: discovers us, and logs a device in from beginning to end", async () => {
  const config = await client.discovery(new URL(kw.url), CLIENT_ID, undefined, client.None(), {
    algorithm: "oauth2",
    execute: [client.allowInsecureRequests],
  });
  const asked = await client.initiateDeviceAuthorization(config, { client_name: "a certified client" });
  await approve(ada, await open(asked), TOKEN);
  const { access_token } = await client.pollDeviceAuthorizationGrant(config, { ...asked, interval: 1 });
  await kw.client(access_token).login();
});
