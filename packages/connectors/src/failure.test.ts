import { expect, test } from "vitest";
import { ConnectorError } from "./connector-error.ts";
import { northflank } from "./northflank/northflank.ts";
import { http, startPlatform } from "./platform.test-support.ts";

const page = "<!doctype html><title>Sign in</title>";

test.each([
  [{ status: 400, body: {} }, "rejected", "turned the request down (400)"],
  [{ status: 401, body: {} }, "credentials_rejected", "does not accept the credentials"],
  [{ status: 403, body: page }, "permission_missing", "does not allow it"],
  [{ status: 404, body: {} }, "not_found", "does not know the place"],
  [{ status: 413, body: {} }, "too_large", "more than Northflank takes"],
  [{ status: 429, headers: { "retry-after": "7" } }, "rate_limited", "in 7 seconds"],
  [{ status: 429, headers: { "retry-after": "<b>" } }, "rate_limited", "try again later"],
  [{ status: 500, body: page }, "platform_unreachable", "out of order (500)"],
  [{ status: 302, headers: { location: "/" } }, "unexpected_answer", "redirect (302)"],
  [{ status: 200, body: page }, "unexpected_answer", "not in the form"],
  [{ status: 200, body: "" }, "unexpected_answer", "not in the form"],
  [{ status: 200, body: "null" }, "unexpected_answer", "not in the form"],
  [{ status: 200, body: { data: { projects: {} } } }, "unexpected_answer", "not in the form"],
  [
    { status: 200, body: { data: { projects: [{ id: 1, name: "x" }] } } },
    "unexpected_answer",
    "not in the form",
  ],
])("%j is %s, in a sentence", async (reply, code, words) => {
  const platform = await startPlatform(reply);
  const error = await northflank
    .validate(http, { apiToken: "secret-token", baseUrl: platform.url })
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConnectorError);
  const { code: seen, message } = error as ConnectorError;
  expect(seen).toBe(code);
  expect(message).toContain(words);
  expect(message).toMatch(/^Could not list projects: /);
  expect(message).not.toMatch(/secret-token|<|undefined/);
});

test("the platform's words are left out for whoever knows that they repeat a secret", async () => {
  const reply = { status: 400, body: { error: { message: "A was hunter2-is-the-word" } } };
  const platform = await startPlatform(reply);
  const error = (await northflank
    .validate(http, { apiToken: "secret-token", baseUrl: platform.url })
    .catch((error: unknown) => error)) as ConnectorError;
  expect(error.withoutSecrets(["other"])).toBe(error.message);
  expect(error.message).toMatch(/Northflank says: A was hunter2-is-the-word$/);
  expect(error.withoutSecrets(["other", "my hunter2-is-the-word"])).toBe(
    "Could not list projects: Northflank turned the request down (400).",
  );
});
