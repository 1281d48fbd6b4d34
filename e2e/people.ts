import type { Page } from "playwright-core";
import type { Service } from "./service.ts";

export const FIRST_PERSON = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  password: "copper kettle garden",
};

/** Opens the link that the empty installation printed, and becomes its first person. Ends on the overview. */
export async function setUp(page: Page, service: Service, person = FIRST_PERSON): Promise<void> {
  await page.goto(service.setupLink);
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: false }).first().fill(person.password);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}

export async function signIn(page: Page, service: Service, person = FIRST_PERSON): Promise<void> {
  await page.goto(`${service.url}/sign-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: false }).first().fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
}
