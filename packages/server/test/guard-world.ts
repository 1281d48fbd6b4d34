import { OWN_PERMISSIONS, type OwnPermission } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import { type Furniture, furnish } from "./guard-furniture.ts";
import { type Http, openHttp } from "./guard-http.ts";
import { type Ids, isOfTeam, type Target } from "./guard-targets.ts";
import { startTestService, type TestService } from "./harness.ts";

/** Begins the name of everything in the guarded organization, so that a word of it is found in any answer. */
export const GUARDED = "guarded";
const RIVAL = "rival";

/** A service with an organization to guard, `acme`, and another one with everything that `acme` has. */
export interface GuardWorld {
  readonly kw: TestService;
  readonly http: Http;
  readonly guarded: Furniture;
  readonly rival: Furniture & {
    /** Owners of the other organization and of its team: they may do everything there. */
    readonly owner: string;
    readonly teamOwner: string;
    readonly admin: Client;
  };
  /** Owns another team of the guarded organization. */
  readonly neighbour: string;
  /** Owns the guarded team. */
  readonly teamOwner: string;
  /** Belongs to a person in the guarded team. */
  readonly personal: string;
  close(): Promise<void>;
}

export async function startGuardWorld(): Promise<GuardWorld> {
  // So that nothing changes but by what is asked here.
  const kw = await startTestService({ runsSyncs: false });
  const http = openHttp(kw.url);
  const { operator } = kw;
  const target = await operator.createOrg({ body: { name: `${GUARDED} org` } });
  const guarded = await furnish(operator, { teamId: "acme", orgId: target.id, name: GUARDED });
  await operator.createProject({ body: { name: OTHER_PROJECT } });
  const teamOwner = await ownerToken(operator, "acme");
  await operator.createTeam({ body: { name: "neighbours" } });
  return {
    kw,
    http,
    guarded,
    rival: await settleRival(kw),
    teamOwner,
    personal: await personalToken(operator, guarded.team, `${GUARDED} personal`),
    neighbour: await ownerToken(operator, "neighbours"),
    async close() {
      http.close();
      await kw.close();
    },
  };
}

/** A project of the guarded team that restricted roles reach. */
export const OTHER_PROJECT = "other-project";

async function settleRival(kw: TestService): Promise<GuardWorld["rival"]> {
  const body = { name: RIVAL, ownerToken: { name: "owner" } };
  const { ownerToken: issued } = await kw.operator.createOrg({ body });
  const owner = issued?.token ?? "";
  const admin = kw.client(owner);
  const { id: teamId } = await admin.createTeam({ body: { name: `${RIVAL} team` } });
  const furniture = await furnish(admin, { teamId, orgId: RIVAL, name: RIVAL });
  return { ...furniture, owner, teamOwner: await ownerToken(admin, teamId), admin };
}

export async function ownerToken(admin: Client, teamId: string): Promise<string> {
  const { token } = await admin.issueToken({
    params: { teamId },
    body: { name: "team owner", roleId: "owner" },
  });
  return token;
}

export async function personalToken(admin: Client, team: Ids, name: string): Promise<string> {
  const { teamId = "", roleId = "", memberId = "" } = team;
  const body = { name, roleId, owner: "member" as const, memberId, lifetimeSeconds: 86_400 };
  const { token } = await admin.issueToken({ params: { teamId }, body });
  return token;
}

/** The guarded ids that the target's path names. */
export function idsFor({ guarded }: Pick<GuardWorld, "guarded">, target: Target): Ids {
  return isOfTeam(target) ? guarded.team : guarded.org;
}

/** Who may do this: in a team its owner; what any token may, that of a person, too; all else, the operator. */
export function ableToken({ kw, teamOwner, personal }: GuardWorld, { route }: Target): string {
  if (route.permission === "any_token") return personal;
  return route.team ? teamOwner : kw.operatorToken;
}

type ScopedPermissions = Record<`${"platform" | "org" | "team" | "project"}Scope`, OwnPermission[]>;

/** Every permission that Keywright enforces on itself but these, as a role lists them. */
export function everythingBut(permissions: readonly OwnPermission[]): ScopedPermissions {
  const kept = (Object.keys(OWN_PERMISSIONS) as OwnPermission[]).filter((one) => !permissions.includes(one));
  const ofScope = (scope: string) => kept.filter((permission) => permission.startsWith(`${scope}:`));
  return {
    platformScope: ofScope("platform"),
    orgScope: ofScope("org"),
    teamScope: ofScope("team"),
    projectScope: ofScope("project"),
  };
}
