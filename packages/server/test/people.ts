import { Browser } from "./browser.ts";
import type { TestService } from "./harness.ts";

export const PASSWORD = "correct horse battery staple";

/** A browser that has never been here. */
export function newBrowser(kw: TestService): Browser {
  return new Browser(kw.url, kw.publicUrl);
}

/** The secret of the link that the service has printed. */
export function setupSecret(kw: TestService): string {
  return secretOf(kw.app.setupLink);
}

export function secretOf(link: string | undefined): string {
  const secret = link && new URL(link).hash.slice(1);
  if (!secret) throw new Error("there is no link");
  return secret;
}

/** The first person, in their browser: owner of `acme` and operator. */
export async function setUpFirstPerson(kw: TestService, email = "ada@example.com"): Promise<Browser> {
  const browser = newBrowser(kw);
  const body = { secret: setupSecret(kw), name: "Ada", email, password: PASSWORD };
  const { status } = await browser.post("/v1/setup", body);
  if (status !== 200) throw new Error(`setup answered ${status}`);
  return browser;
}
