import type { Client } from "@keywright/sdk";
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

/** Somebody in a team, and what they do there. */
export interface TestMember {
  readonly memberId: string;
  readonly browser: Browser;
  readonly client: Client;
}

let members = 0;

/** Somebody new, who has come by an invitation to hold these roles of the team. */
export async function newMember(
  kw: TestService,
  inviter: Client,
  { teamId = "acme", roles }: { readonly teamId?: string; readonly roles: string[] },
): Promise<TestMember> {
  const body = { email: `member-${++members}@example.com`, name: "Grace", roles };
  const { id, invitation } = await inviter.inviteMember({ params: { teamId }, body });
  const browser = newBrowser(kw);
  const accepted = { secret: secretOf(invitation?.link), name: "Grace", password: PASSWORD };
  const { status } = await browser.post("/v1/invitations/accept", accepted);
  if (status !== 200) throw new Error(`the invitation was answered with ${status}`);
  return { memberId: id, browser, client: browser.client() };
}
