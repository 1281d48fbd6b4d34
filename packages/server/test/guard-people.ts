import type { Browser } from "./browser.ts";
import type { GuardWorld } from "./guard-world.ts";
import type { TestService } from "./harness.ts";
import { newBrowser, PASSWORD, secretOf, setUpFirstPerson } from "./people.ts";

/** What a page of ours sends for a person. */
interface Signed {
  readonly headers: { readonly cookie: string; readonly origin: string };
}

export interface GuardPeople {
  /** Owns the guarded organization and team, and operates the installation. */
  readonly owner: Signed;
  /** May do everything in the other organization. */
  readonly rivalOwner: Signed;
  /** A member of the guarded team who may look at it, and nothing else. */
  readonly bystander: Signed;
  /** Was the same, and is a member of the other organization alone. */
  readonly removed: Signed;
}

export async function settlePeople(world: GuardWorld): Promise<GuardPeople> {
  const { kw, rival } = world;
  const { operator } = kw;
  const owner = await setUpFirstPerson(kw);
  const params = { teamId: "acme" };
  const permissions = { teamScope: ["team:admin:team:read"] };
  await operator.createRole({ params, body: { name: "bystander", permissions } });
  const invite = async (email: string) =>
    operator.inviteMember({ params, body: { email, roles: ["bystander"] } });
  const removed = await invite("removed@example.com");
  const gone = await join(kw, removed.invitation?.link);
  await operator.removeOrgMember({ params: { memberId: removed.id } });
  const ofRival = (email: string) => rival.admin.inviteOrgMember({ body: { email, roles: ["owner"] } });
  const again = await ofRival("removed@example.com");
  await gone.post("/v1/invitations/accept", { secret: secretOf(again.invitation?.link) });
  return {
    owner: signed(kw, owner),
    bystander: signed(kw, await join(kw, (await invite("bystander@example.com")).invitation?.link)),
    rivalOwner: signed(kw, await join(kw, (await ofRival("rival@example.com")).invitation?.link)),
    removed: signed(kw, gone),
  };
}

async function join(kw: TestService, link: string | undefined): Promise<Browser> {
  const browser = newBrowser(kw);
  const body = { secret: secretOf(link), name: "Somebody", password: PASSWORD };
  const { status } = await browser.post("/v1/invitations/accept", body);
  if (status !== 200) throw new Error(`the invitation was answered with ${status}`);
  return browser;
}

function signed(kw: TestService, browser: Browser): Signed {
  return { headers: { cookie: browser.cookieHeader, origin: kw.publicUrl } };
}

export interface DeadSession extends Signed {
  readonly what: string;
}

/** Sessions of the owner that stand no more, each ended in another way. */
export async function deadSessions({ kw }: GuardWorld, { owner }: GuardPeople): Promise<DeadSession[]> {
  const signIn = async () => {
    const browser = newBrowser(kw);
    await browser.post("/api/auth/sign-in/email", { email: "ada@example.com", password: PASSWORD });
    return browser;
  };
  const signedOut = await signIn();
  const cookieOfSignedOut = signedOut.cookieHeader;
  await signedOut.post("/api/auth/sign-out");
  const idle = await signIn();
  await endNewest(kw, "updated_at = now() - interval '8 days'");
  const over = await signIn();
  await endNewest(kw, "expires_at = now() - interval '1 second'");
  const { origin, cookie } = owner.headers;
  const forged = cookie.replace(/.(?=[^.]*$)/, (last) => (last === "A" ? "B" : "A"));
  return [
    { what: "forged", headers: { origin, cookie: forged } },
    { what: "signed out", headers: { origin, cookie: cookieOfSignedOut } },
    { what: "idle", headers: { origin, cookie: idle.cookieHeader } },
    { what: "over its time", headers: { origin, cookie: over.cookieHeader } },
  ];
}

async function endNewest({ database }: TestService, how: string): Promise<void> {
  await database.execScript(`update session set ${how} where id = (select max(id) from session)`);
}
