import { createClient } from "@keywright/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeProblemsInBothSchemes } from "./axe.ts";
import { beginDeviceLogin } from "./device-login.ts";
import { firstPerson, invitedPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { sharedBrowser } from "./shared-browser.ts";
import { signedIn } from "./signed-in.ts";
import { type Watch, watch } from "./watch.ts";

const params = { teamId: "web" };
const TEAM = "/o/northwind/t/web";
const ACCOUNT = "/account?tab=tokens";
const DAY_MS = 24 * 3600 * 1000;

let service: Service;
let browser: Browser;
let ada: Person;
let grace: Person;
let page: Page;
let seen: Watch;
/** What only administrators may see; all are called `hidden …`. */
const hidden: { readonly id: string; readonly name: string }[] = [];

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), sharedBrowser()]);
  ada = await firstPerson(service);
  const { client } = ada;
  await client.createProject({ params, body: { name: "Web shop", environments: ["production"] } });
  const permissions = { projectScope: ["project:projects:manage:read"] };
  await client.createRole({ params, body: { name: "Viewer", permissions } });
  const person = { name: "Grace Hopper", password: "quiet harbour lamp" };
  const invited = { email: "grace@example.com", name: person.name, roles: ["default"] };
  const { invitation } = await client.inviteMember({ params, body: invited });
  grace = await invitedPerson(service, invitation?.link ?? "", person);
  for (const [name, roleId, owner] of [
    ["hidden deploy", "admin", "team"],
    ["hidden laptop", "owner", "member"],
  ] as const) {
    const body = { name, roleId, owner, lifetimeSeconds: 3 * 24 * 3600 };
    hidden.push(await client.issueToken({ params, body }));
  }
  await client.issueToken({ params, body: { name: "reports", roleId: "viewer", owner: "team" } });
  page = await (await signedIn(browser, service, grace)).newPage();
  seen = watch(page);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

async function open(path: string): Promise<void> {
  await page.goto(service.url + path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("[aria-busy=true], .mantine-Skeleton-root").first().waitFor({ state: "detached" });
}

const mine = () => page.getByRole("table", { name: "Personal tokens" });
const dialog = () => page.getByRole("dialog");

async function copied(): Promise<string> {
  await page.getByRole("button", { name: "Copy token" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const value = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Done" }).click();
  return value;
}

describe("an ordinary member never comes across administrators' tokens", () => {
  test("in the list, by search or by filter, only what their own authority covers", async () => {
    await open(`${TEAM}/tokens`);
    await page.getByRole("link", { name: "reports" }).waitFor();
    expect(await page.getByRole("table", { name: "API tokens" }).getByRole("row").count()).toBe(2);
    for (const query of ["search=hidden", "roleId=admin", "owner=member", "status=expiring"]) {
      await open(`${TEAM}/tokens?${query}`);
      await page.getByRole("heading", { name: "No token fits" }).waitFor();
    }
  });

  test("by a token's own address: that is not found, on every tab", async () => {
    for (const { id } of hidden) {
      for (const tab of ["usage", "keys", "audit", "settings"]) {
        await open(`${TEAM}/tokens/${id}?tab=${tab}`);
        await page.getByRole("heading", { level: 1, name: "Not found" }).waitFor();
      }
    }
  });

  test("in the counts of the overview, and in the audit log, which is not theirs to read", async () => {
    await open(TEAM);
    const tile = page.getByRole("link", { name: /^Active tokens/ });
    await tile.getByText("none expires soon").waitFor();
    expect(await tile.getByText("1", { exact: true }).count()).toBe(1);
    await open(`${TEAM}/audit`);
    await page.getByText("You may not do this").waitFor();
  });

  test("nor is anything of them in an answer that the pages were given", () => {
    for (const { id, name } of hidden) {
      expect(seen.answersWith(name)).toEqual([]);
      // It stands in what the test asked for itself, and in nothing else.
      expect(seen.answersWith(`"id":"${id}"`)).toEqual([]);
    }
  });
});

describe("a personal token", () => {
  let value: string;

  test("is issued in the account, expires in any case, and works", async () => {
    await open(ACCOUNT);
    await page.getByText("No active personal tokens").waitFor();
    await page.getByRole("button", { name: "Issue a personal token" }).click();
    await dialog().getByLabel("Name").fill("grace's laptop");
    await dialog().getByLabel("Role").click();
    await page.getByRole("option").first().waitFor();
    // The roles of others are not for what belongs to her.
    expect(await page.getByRole("option").allInnerTexts()).toEqual(["default"]);
    await page.getByRole("option", { name: "default" }).click();
    await dialog().getByText("It belongs to you").waitFor();
    const expires = dialog().getByRole("combobox", { name: "Expires" });
    expect(await expires.inputValue()).toBe("90 days");
    await expires.click();
    expect(await page.getByRole("option", { name: "No expiry" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    expect(await axeProblemsInBothSchemes(page, "a personal token")).toEqual({});
    await dialog().getByRole("button", { name: "Issue", exact: true }).click();
    value = await copied();
    const { principal } = await createClient({ url: service.url, token: value }).getMe();
    expect(principal.name).toBe("grace's laptop");
    const lifeMs = Date.parse(principal.expiresAt ?? "") - Date.now();
    expect(Math.round(lifeMs / DAY_MS)).toBe(90);
  });

  test("stands in the account with its team, when it was used and when it ends", async () => {
    const row = mine().getByRole("row", { name: "grace's laptop" });
    await row.getByText("Web", { exact: true }).waitFor();
    await row.getByText("in 90 days").waitFor();
    await row.getByText("active", { exact: true }).waitFor();
    await row.getByText("never").waitFor({ state: "detached", timeout: 20_000 });
  });

  test("leads to its page, where its person may edit, rotate and revoke it without a right to tokens", async () => {
    await mine().getByRole("link", { name: "grace's laptop" }).click();
    await page.getByRole("heading", { level: 1, name: "grace's laptop" }).waitFor();
    await page.getByText("you", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Rotate" }).click();
    await dialog().getByRole("button", { name: "Rotate" }).click();
    const rotated = await copied();
    await createClient({ url: service.url, token: rotated }).getMe();
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByLabel("Description").fill("In the drawer");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
  });

  test("is not had once too often: the dialog counts down, and the server refuses", async () => {
    await ada.client.patchOwnOrg({ body: { personalTokensMax: 2 } });
    await open(ACCOUNT);
    await page.getByRole("button", { name: "Issue a personal token" }).click();
    await dialog().getByLabel("Role").click();
    await page.getByRole("option", { name: "default" }).click();
    await dialog().getByText("1 of 2 is left").waitFor();
    // Meanwhile the last one is taken elsewhere.
    const body = { roleId: "default", owner: "member", lifetimeSeconds: 3600 } as const;
    await grace.client.issueToken({ params, body: { ...body, name: "from a script" } });
    await dialog().getByLabel("Name").fill("one more");
    await dialog().getByRole("button", { name: "Issue", exact: true }).click();
    await dialog().getByText("You have too many personal tokens").waitFor();
    await dialog().getByText("All 2 tokens that may belong to you are in use").waitFor();
    expect(await dialog().getByRole("button", { name: "Issue", exact: true }).isDisabled()).toBe(true);
    await dialog().getByRole("button", { name: "Cancel" }).click();
    expect((await grace.client.listMyTokens()).tokens).toHaveLength(2);
  });

  test("is not given to a command line either, and the page says where to revoke one", async () => {
    const { id } = await grace.client.findLoginRequest({ body: await beginDeviceLogin(service) });
    await open(`/approve/${id}`);
    await page.getByRole("button", { name: "Approve" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "You have too many personal tokens" });
    await alert.getByRole("link", { name: "your account" }).click();
    await mine().getByRole("row", { name: "from a script" }).waitFor();
  });

  test("is refused at once when it is revoked, and stays listed with who ended it", async () => {
    await mine().getByRole("button", { name: "Actions for grace's laptop" }).click();
    await page.getByRole("menuitem", { name: "Revoke" }).click();
    await dialog().getByRole("button", { name: "Revoke" }).click();
    await mine().getByRole("row", { name: "grace's laptop" }).waitFor({ state: "detached" });
    await expect(createClient({ url: service.url, token: value }).getMe()).rejects.toMatchObject({
      status: 401,
    });
    await page.getByLabel("Ended ones too").check();
    const row = mine().getByRole("row", { name: "grace's laptop" });
    await row.getByText("Revoked by Grace Hopper").waitFor();
    expect(new URL(page.url()).searchParams.get("ended")).toBe("yes");
  });

  test("ends with the role, and says so", async () => {
    const { members } = await ada.client.listMembers({ params });
    const memberId = members.find(({ name }) => name === "Grace Hopper")?.id ?? "";
    await ada.client.addRoleMember({ params: { ...params, roleId: "viewer" }, body: { userId: memberId } });
    await ada.client.removeRoleMember({ params: { ...params, memberId, roleId: "default" } });
    await page.reload();
    const row = mine().getByRole("row", { name: "from a script" });
    await row.getByText("Its member lost the role, or left: by Ada Lovelace").waitFor();
  });
});

test("the pages ran without an error and without asking for what their policy forbids", () => {
  const unexpected = seen.complaints().filter((text) => !/status of (403|404|409)/.test(text));
  expect(unexpected).toEqual([]);
});
