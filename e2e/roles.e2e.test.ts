import { type Client, createClient } from "@keywright/sdk";
import { createVerifier, type Verifier } from "@keywright/verifier";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstPerson, invitedPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";

const params = { teamId: "web" };
const READS_ROLES = "Team > Admin > Roles > Read";
const READS_VALUES = "Project > Secrets > SecretGroups > Read Values";

let service: Service;
let browser: Browser;
let ada: Person;
let grace: Person;
let script: Client;
let token: string;
let verifier: Verifier;
let adaPage: Page;
let gracePage: Page;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), sharedBrowser()]);
  ada = await firstPerson(service);
  const permissions = { teamScope: [], projectScope: ["project:projects:manage:read", "project:secrets:*"] };
  await ada.client.createRole({ params, body: { name: "Viewer", permissions } });
  const invited = await ada.client.inviteMember({
    params,
    body: { email: "grace@example.com", roles: ["viewer"] },
  });
  const link = invited.invitation?.link ?? "";
  grace = await invitedPerson(service, link, { name: "Grace Hopper", password: "quiet harbour lamp" });
  const body = { name: "nightly", roleId: "viewer", owner: "team" } as const;
  ({ token } = await ada.client.issueToken({ params, body }));
  script = createClient({ url: service.url, token });
  verifier = await startVerifier();
  adaPage = await (await signedIn(browser, service, ada)).newPage();
  gracePage = await (await signedIn(browser, service, grace)).newPage();
});
afterAll(async () => {
  await verifier?.close();
  await browser?.close();
  await service?.stop();
});

async function startVerifier(): Promise<Verifier> {
  const permissions = { orgScope: ["org:admin:verification:verify"] };
  await ada.client.createOrgRole({ body: { name: "Gateway", permissions } });
  const body = { name: "gateway", roleId: "gateway", owner: "team" } as const;
  const { token: credential } = await ada.client.issueOrgToken({ body });
  const started = createVerifier({ url: service.url, credential });
  await started.start();
  return started;
}

const effect = () => adaPage.getByRole("complementary").filter({ hasText: "What saving does" });
const rolesLink = () => gracePage.getByRole("navigation").getByRole("link", { name: "Roles", exact: true });

/** What the API of the console's customers decides, by its own verifier. */
async function mayReadRoles(): Promise<boolean> {
  const { allowed } = await verifier.verify(token, { permission: "team:admin:roles:read" });
  return allowed;
}

async function openRole(search: string): Promise<void> {
  await adaPage.goto(`${service.url}/o/northwind/t/web/roles/viewer`);
  await adaPage.getByLabel("Search permissions").fill(search);
}

async function save(): Promise<void> {
  await effect().getByRole("button", { name: "Save" }).click();
  await effect()
    .getByText(/in force/i)
    .waitFor();
}

test("what a role gains, its holder sees and its script may do at once, without a reload", async () => {
  await gracePage.goto(`${service.url}/o/northwind/t/web`);
  await gracePage.getByRole("heading", { level: 1 }).waitFor();
  // A reload would forget it.
  await gracePage.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
  expect(await rolesLink().count()).toBe(0);
  expect(await mayReadRoles()).toBe(false);
  await expect(script.listRoles()).rejects.toMatchObject({ code: "permission_missing" });
  await expect(grace.client.listRoles({ params })).rejects.toMatchObject({ code: "permission_missing" });

  await openRole("roles read");
  await adaPage.getByRole("checkbox", { name: READS_ROLES }).check();
  await effect().getByText("Gains 1 permission").waitFor();
  await effect().getByText(READS_ROLES).waitFor();
  await effect().getByText("1 active token").waitFor();
  await effect().getByText("1 member").waitFor();
  await save();

  await script.listRoles();
  expect(await mayReadRoles()).toBe(true);
  await rolesLink().click();
  const roles = gracePage.getByRole("table", { name: "Roles" });
  await roles.getByRole("row", { name: "Viewer" }).waitFor();
  expect(await gracePage.getByRole("button", { name: "Create a role" }).count()).toBe(0);
  expect(await gracePage.evaluate(() => "neverReloaded" in globalThis)).toBe(true);
});

test("what it loses is gone at once; before saving one sees which calls will be refused", async () => {
  const body = { permissions: { teamScope: [], projectScope: [] } };
  const used = async () =>
    (await ada.client.previewRole({ params: { ...params, roleId: "viewer" }, body })).refusedCalls30d;
  await expect.poll(used, { timeout: 20_000 }).not.toHaveLength(0);

  await openRole("roles read");
  await adaPage.getByRole("checkbox", { name: READS_ROLES }).uncheck();
  await effect().getByText("Loses 1 permission").waitFor();
  await effect().getByText("that would be refused").waitFor();
  await effect()
    .getByText(/calls? by 1 token/)
    .waitFor();
  await save();

  expect(await mayReadRoles()).toBe(false);
  await expect(script.listRoles()).rejects.toMatchObject({ code: "permission_missing" });
  await expect(grace.client.listRoles({ params })).rejects.toMatchObject({ code: "permission_missing" });
  await gracePage.getByText("You may not do this").waitFor();
  await rolesLink().waitFor({ state: "detached" });
  expect(await gracePage.evaluate(() => "neverReloaded" in globalThis)).toBe(true);
});

test("to take one permission out of a wildcard leaves the others, also those added later", async () => {
  await openRole("");
  await adaPage.getByRole("button", { name: "Secrets: and all added later", pressed: true }).waitFor();
  await adaPage.getByLabel("Search permissions").fill("read values");
  await adaPage.getByText("sensitive").first().waitFor();
  await adaPage.getByRole("checkbox", { name: READS_VALUES }).uncheck();
  await effect().getByText("Loses 1 permission").waitFor();
  await save();
  const { permissions } = await ada.client.getRole({ params: { ...params, roleId: "viewer" } });
  expect(permissions.projectScope).toContain("project:secrets:config-groups:*");
  expect(permissions.projectScope).not.toContain("project:secrets:*");
  const { authority } = await script.getMe();
  expect(authority.permissions).toContain("project:secrets:secret-groups:list");
  expect(authority.permissions).not.toContain("project:secrets:secret-groups:read-values");
});

test("a restriction to no project is refused, never read as all projects", async () => {
  await openRole("");
  await adaPage.getByRole("radio", { name: "Only some" }).check();
  await effect().getByRole("alert").waitFor();
  await effect().getByRole("button", { name: "Save" }).click();
  await effect().getByRole("alert").first().waitFor();
  const { restrictions } = await ada.client.getRole({ params: { ...params, roleId: "viewer" } });
  expect(restrictions.enabled).toBe(false);
});

test("the owner role is shown, says why it is fixed, and offers nothing to change", async () => {
  await adaPage.goto(`${service.url}/o/northwind/t/web/roles/owner`);
  await adaPage.getByText("This role cannot be edited").waitFor();
  expect(await adaPage.getByRole("checkbox", { name: "Team", exact: true }).isDisabled()).toBe(true);
  expect(await adaPage.getByRole("button", { name: /^(Save|Delete|Begin with)$/ }).count()).toBe(0);
});

test("deleting a role asks for its name, and ends its tokens", async () => {
  await openRole("");
  await adaPage.getByRole("button", { name: "Delete" }).click();
  const dialog = adaPage.getByRole("dialog");
  await dialog.getByText("Revokes 1 active token everywhere").waitFor();
  expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("Viewer");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await adaPage.getByRole("heading", { level: 1, name: "Roles" }).waitFor();
  await expect(script.getMe()).rejects.toMatchObject({ status: 401 });
});
