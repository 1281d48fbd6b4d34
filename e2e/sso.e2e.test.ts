import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENT, startTestProvider, type TestProvider } from "../packages/server/test/oidc-provider.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";

const DOMAIN = "northwind.example";
const GRACE = { sub: "grace", email: `grace@${DOMAIN}`, name: "Grace Hopper" };

let service: Service;
let browser: Browser;
let provider: TestProvider;
let ada: Person;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), sharedBrowser()]);
  ada = await firstPerson(service);
  const { callbackUrl } = await ada.client.getOrgSso();
  provider = await startTestProvider({ redirectUris: [callbackUrl] });
});
afterAll(async () => {
  await provider?.close();
  await browser?.close();
  await service?.stop();
});

/** A browser of its own, from a page that asks for a person to wherever the identity provider lets it go. */
async function signInWithOrg(
  email: string,
  path = "/sign-in",
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(service.url + path);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Sign in with your organization" }).click();
  return { context, page };
}

test("an owner turns it on with what the identity provider gave them", async () => {
  const context = await signedIn(browser, service, ada);
  const page = await context.newPage();
  await page.goto(`${service.url}/o/northwind/sso`);
  await page.getByLabel("Issuer").fill(provider.issuer);
  await page.getByLabel("Client id").fill(CLIENT.id);
  await page.getByRole("textbox", { name: "Client secret" }).fill(CLIENT.secret);
  await page.getByRole("combobox", { name: "Domains" }).fill(DOMAIN);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByText("One is stored. Leave it empty to keep it.").waitFor();
  expect(await page.content()).not.toContain(CLIENT.secret);
  await context.close();
});

test("whoever has not been invited, or turns back at the provider, is told so and is not signed in", async () => {
  for (const [person, words] of [
    [GRACE, "You have not been invited to this organization."],
    ["declines", "did not let you in"],
  ] as const) {
    provider.person = person;
    const { context, page } = await signInWithOrg(GRACE.email);
    await page.getByRole("alert").getByText(words).waitFor();
    expect((await context.cookies()).filter(({ name }) => name.includes("session_token"))).toEqual([]);
    await context.close();
  }
});

test("a sign-in that another browser began, or nobody, is refused", async () => {
  provider.person = GRACE;
  const { url } = await ada.client.startSso({ body: { email: GRACE.email } });
  const page = await browser.newPage();
  for (const address of [url, `${(await ada.client.getOrgSso()).callbackUrl}?code=made-up&state=made-up`]) {
    await page.goto(address);
    await page.getByRole("alert").getByText("not begun in this browser").waitFor();
  }
  await page.close();
});

test("an invited member comes to the page they wanted, and is out at once when it is turned off", async () => {
  await ada.client.inviteMember({ params: { teamId: "web" }, body: { email: GRACE.email } });
  provider.person = GRACE;
  const { context, page } = await signInWithOrg(GRACE.email, "/device");
  await page.getByRole("heading", { level: 1, name: "Log in a device" }).waitFor();
  await page.goto(`${service.url}/o/northwind/t/web/projects`);
  await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();

  await ada.client.deleteOrgSso();
  await page.goto(`${service.url}/o/northwind/t/web/projects`);
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await context.close();
});
