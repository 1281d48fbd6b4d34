import { afterAll, beforeAll, expect, test } from "vitest";
import { approve, deny } from "../../src/login-requests/logins.test-support.ts";
import type { Browser } from "../browser.ts";
import type { TestService } from "../harness.ts";
import { setUpFirstPerson } from "../people.ts";
import { type NorthflankCli, openNorthflankCli } from "./northflank-cli.ts";
import { startPublicService } from "./public-service.ts";

const TOKEN = { teamId: "acme", roleId: "owner", name: "northflank on a laptop", lifetimeSeconds: 3600 };

let kw: TestService;
let ada: Browser;
let cli: NorthflankCli;

beforeAll(async () => {
  kw = await startPublicService();
  ada = await setUpFirstPerson(kw);
  const params = { teamId: "acme" };
  await kw.operator.createProject({ params, body: { name: "Web shop" } });
  await kw.operator.createSecretGroup({
    params: { ...params, projectId: "web-shop" },
    body: {
      name: "Database",
      secretType: "environment",
      priority: 10,
      secrets: { variables: { HOST: "db.internal" } },
    },
  });
  cli = await openNorthflankCli();
});
afterAll(async () => {
  await cli.close();
  await kw.close();
});

/** `northflank login`; the person opens the page that it names, and answers there. */
async function logIn(answer: typeof approve): Promise<{ code: number; printed: string; id: string }> {
  let id = "";
  const args = ["login", "--do-not-open-browser", "--host", kw.url];
  const ended = await cli.run(args, (printed) => {
    const opened = new RegExp(`${kw.url}/approve/(lgr_[0-9a-z]{26})`).exec(printed)?.[1];
    if (opened === undefined || id !== "") return;
    id = opened;
    void answer(ada, { id }, TOKEN);
  });
  return { ...ended, id };
}

test("a login that is denied leaves it logged out, and says why", async () => {
  const { printed } = await logIn(deny);
  expect(printed).toContain("The login was denied.");
  expect(printed).not.toContain("Successfully logged in");
});

test("it logs in by the person's browser, and then lists and reads as that person's own token may", async () => {
  const { code, printed, id } = await logIn(approve);
  expect(printed).toContain("Successfully logged in using browser login");
  expect(code).toBe(0);
  const { body } = await ada.get(`/v1/login-requests/${id}`);
  expect(body.data).toMatchObject({ kind: "northflank", status: "redeemed" });
  const config = JSON.parse(await cli.config()) as {
    contexts: { name: string; token: string; host: string }[];
  };
  const [context] = config.contexts;
  expect(context).toMatchObject({ name: TOKEN.name, host: kw.url });
  expect(printed).not.toContain(context?.token);
  expect((await kw.client(context?.token ?? "").getMe()).principal).toMatchObject({ type: "token" });

  const projects = await cli.run(["list", "projects", "--output", "json"]);
  expect(projects.printed).toContain('"web-shop"');
  const secrets = await cli.run(["list", "secrets", "--project", "web-shop", "--output", "json"]);
  expect(secrets.printed).toContain('"database"');
  expect(secrets.printed).not.toContain("db.internal");
  const secret = await cli.run([
    "get",
    "secret",
    "--project",
    "web-shop",
    "--secret",
    "database",
    "--output",
    "json",
  ]);
  expect(secret.printed).toContain("db.internal");
  expect([projects.code, secrets.code, secret.code]).toEqual([0, 0, 0]);
});

test("once its token is revoked, it is refused", async () => {
  const { tokens } = await kw.operator.listTokens({ params: { teamId: "acme" } });
  const token = tokens.find(({ name }) => name === TOKEN.name);
  await kw.operator.revokeToken({ params: { teamId: "acme", tokenId: token?.id ?? "" } });
  const { printed } = await cli.run(["list", "projects", "--output", "json"]);
  expect(printed).toContain("The token has been revoked");
});

test("logging in with a token in hand works too", async () => {
  const { token } = await kw.operator.issueToken({
    params: { teamId: "acme" },
    body: { name: "in hand", roleId: "default" },
  });
  const { printed } = await cli.run(["login", "--token", token, "--name", "in-hand", "--host", kw.url]);
  expect(printed).toContain("Successfully logged in using token login");
});
