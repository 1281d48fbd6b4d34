import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { change, http, startPlatform } from "../platform.test-support.ts";
import { webhook } from "./webhook.ts";

const signingSecret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

function credentialsFor({ url }: { url: string }) {
  return webhook.credentials.parse({ url: `${url}/hooks?key=abc`, signingSecret });
}

/** As the receiver checks it; throws if the signature is not good. */
function verified({
  headers,
  body,
}: {
  headers: Readonly<Record<string, unknown>>;
  body?: unknown;
}): unknown {
  return new Webhook(signingSecret).verify(JSON.stringify(body), headers as Record<string, string>);
}

test.each([
  "whsec_",
  "whsec_c2hvcnQ=",
  `whsec_${Buffer.alloc(65).toString("base64")}`,
  Buffer.alloc(32).toString("base64"),
  "whsec_????",
])("%j is no signing secret", (signingSecret) => {
  expect(webhook.credentials.safeParse({ url: "https://example.com", signingSecret }).success).toBe(false);
});

test.each([
  "ftp://example.com",
  "example.com",
  "https://a:b@example.com",
  "https://example.com/#x",
  "https:// x",
])("nothing is delivered to %j", (url) => {
  expect(webhook.credentials.safeParse({ url, signingSecret }).success).toBe(false);
});

test("validation delivers a ping that a receiver can verify", async () => {
  const platform = await startPlatform({ status: 204 });
  await webhook.validate(http, credentialsFor(platform));
  const [ping] = platform.seen;
  expect(ping).toMatchObject({ method: "POST", path: "/hooks?key=abc" });
  expect(verified(ping!)).toEqual({ type: "keywright.ping", timestamp: expect.any(String), data: {} });
});

test("a change is delivered under its own id, signed with the time of the attempt", async () => {
  const platform = await startPlatform({ status: 200, body: "ok" });
  const sent = change({ set: { A: "1" }, remove: ["B"], keep: { C: "stays here" } });
  await webhook.variables?.write(http, credentialsFor(platform), {}, sent);
  const [message] = platform.seen;
  expect(message?.headers).toEqual({
    "content-type": "application/json",
    "webhook-id": "msg_1",
    "webhook-timestamp": String(Math.floor(sent.at.getTime() / 1000)),
    "webhook-signature": expect.stringMatching(/^v1,/),
  });
  expect(verified(message!)).toEqual({
    type: "variables.changed",
    timestamp: sent.at.toISOString(),
    data: { set: { A: "1" }, remove: ["B"] },
  });
});

test("a receiver's refusal is said without its words or its address", async () => {
  const platform = await startPlatform({ status: 500, body: { message: "boom at /hooks?key=abc" } });
  await expect(webhook.validate(http, credentialsFor(platform))).rejects.toMatchObject({
    code: "platform_unreachable",
    message: "Could not deliver the message: the receiver is out of order (500); try again later.",
  });
});
