import type { Client } from "@keywright/sdk";
import { Browser } from "../browser.ts";
import type { TestService } from "../harness.ts";
import { PASSWORD, secretOf, setupSecret } from "../people.ts";
import type { Recorder } from "./recorder.ts";

const TEAM = { teamId: "acme" };

/** Everything that people do before they are members, or as themselves. */
export async function walkPeople(kw: TestService, recorder: Recorder): Promise<void> {
  const newBrowser = () => new Browser(kw.url, kw.publicUrl, recorder.fetch);
  const first = newBrowser().client();
  const ada = { name: "Ada", email: "first@example.com", password: PASSWORD };
  await first.getSetup();
  await first.setUp({ body: { ...ada, secret: "x" } }).catch(() => {});
  await first.setUp({ body: { ...ada, secret: setupSecret(kw), teamName: "Acme" } });
  await first.getAccount();
  await first.getMe();
  await first.login();
  await walkInvitation(kw, newBrowser().client());
}

async function walkInvitation({ operator }: TestService, guest: Client): Promise<void> {
  const body = { email: "guest@example.com", name: "Guest" };
  const { invitation } = await operator.inviteMember({ params: TEAM, body });
  const secret = secretOf(invitation?.link);
  await guest.inspectInvitation({ body: { secret: "x" } }).catch(() => {});
  await guest.inspectInvitation({ body: { secret } });
  await guest.acceptInvitation({ body: { secret, password: PASSWORD } });
  const mine = { name: "mine", roleId: "default", lifetimeSeconds: 3600 };
  const token = await guest.issueToken({ params: TEAM, body: mine });
  await guest.listMyTokens();
  await guest.revokeToken({ params: { ...TEAM, tokenId: token.id } });
}
