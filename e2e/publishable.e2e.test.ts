import { createClient, type Client } from "@keywright/sdk";
import { createVerifier, type Verifier } from "@keywright/verifier";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { type Listening, SEND, startPublicApi, startWebsite } from "./website.ts";

const DAY_SECONDS = 24 * 3600;
const params = { teamId: "acme" };

let folder: string;
let service: Service;
let browser: Browser;
let context: BrowserContext;
let operator: Client;
let verifier: Verifier;
let api: Listening;
/** The token is bound to the shop; the thief has copied its page. */
let shop: Listening;
let thief: Listening;
let token: Awaited<ReturnType<Client["issueToken"]>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keywright-publishable-"));
  const tokenFile = join(folder, "operator.token");
  [service, browser] = await Promise.all([
    startService({ KEYWRIGHT_INIT_TOKEN_FILE: tokenFile }),
    sharedBrowser(),
  ]);
  const credential = (await readFile(tokenFile, "utf8")).trim();
  operator = createClient({ url: service.url, token: credential });
  await operator.putCatalogue({ body: { permissions: [{ permission: SEND, publishable: true }] } });
  await operator.createProject({ params, body: { name: "Web shop", environments: ["live"] } });
  await operator.createRole({ params, body: { name: "visitor", permissions: { projectScope: [SEND] } } });
  verifier = createVerifier({ url: service.url, credential, name: "public API" });
  await verifier.start();
  api = await startPublicApi(verifier);
  const page = () => ({ api: api.origin, token: token.token });
  [shop, thief] = await Promise.all([startWebsite(page), startWebsite(page)]);
  token = await operator.issueToken({
    params,
    body: {
      name: "shop window",
      roleId: "visitor",
      exposure: "publishable",
      lifetimeSeconds: 3 * DAY_SECONDS,
      narrowing: { environments: ["live"], allowedOrigins: [shop.origin] },
    },
  });
  context = await browser.newContext();
});
afterAll(async () => {
  await context?.close();
  await browser?.close();
  await Promise.all([shop, thief, api].map((each) => each?.close()));
  await verifier?.close();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What the page of a website shows after a click. */
async function shown(website: Listening, button: "Send an event" | "Import"): Promise<string> {
  const page = await context.newPage();
  await page.goto(website.origin);
  await page.getByRole("button", { name: button }).click();
  const output = page.locator("output:not(:empty)");
  await output.waitFor();
  const text = await output.innerText();
  await page.close();
  return text;
}

test("on another website the token is refused, and the page learns why", async () => {
  expect(await shown(thief, "Send an event")).toContain(
    "403 | origin_not_allowed: The token may not be used on this website.",
  );
});

test("where secret tokens alone are taken it is refused, and the page learns that in a sentence", async () => {
  expect(await shown(shop, "Import")).toContain(
    "403 | wrong_exposure: A publishable token cannot be used here: this endpoint takes secret tokens only.",
  );
});

test("on its own website it works, and the page learns when its key ends", async () => {
  const end = new Date(token.expiresAt ?? "").toUTCString();
  expect(await shown(shop, "Send an event")).toBe(`200 | counted | ends ${end}`);
});

test("revoked, it is refused at the next request", async () => {
  const page = await context.newPage();
  await page.goto(shop.origin);
  const send = page.getByRole("button", { name: "Send an event" });
  await send.click();
  await page.getByText("200 | counted").waitFor();
  const at = { params: { ...params, tokenId: token.id } };
  const { propagation } = await operator.revokeToken(at, { waitSeconds: 10 });
  expect(propagation?.complete).toBe(true);
  await send.click();
  await page.getByText("401 | revoked").waitFor();
  await page.close();
});
