import { SETUP_LINK_SECONDS } from "@keywright/contract";
import type { Authority } from "../authority/authority.ts";
import type { Origin } from "../caller.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database, Db } from "../db/database.ts";
import { enrol } from "../members/members.ts";
import { renameOrg } from "../orgs/rename.ts";
import { Refusal } from "../refusal.ts";
import { findRoleBySlug, type Level } from "../roles/find.ts";
import { holdRole } from "../roles/holds.ts";
import { hashLinkSecret, newLinkSecret } from "../sign-in/links.ts";
import { createUser, hashPassword } from "../sign-in/users.ts";
import { renameTeam } from "../teams/rename.ts";
import { insertTeamWithRoles } from "../teams/teams.ts";
import { findHomeOrg } from "../orgs/home.ts";
import { findFirstTeam, hasTokens, lockInstallation } from "./queries.ts";
import { deleteSetupLinks, findSetupLink, hasPeople, insertSetupLink } from "./set-up.queries.ts";

/** Whether the installation still waits for its first person. */
export async function isSetupPending(db: Db): Promise<boolean> {
  return !(await hasPeople(db));
}

/** A new secret for the link that is printed at start; undefined once there is a first person. */
export async function openSetup(database: Database, now: Date): Promise<string | undefined> {
  if (!(await isSetupPending(database.kysely))) return undefined;
  const secret = newLinkSecret();
  const expires_at = new Date(now.getTime() + SETUP_LINK_SECONDS * 1000);
  await database.kysely.transaction().execute(async (tx) => {
    await deleteSetupLinks(tx, { expiredBy: now });
    await insertSetupLink(tx, { secret_hash: hashLinkSecret(secret), expires_at });
  });
  return secret;
}

interface SetUpDeps {
  readonly database: Database;
  readonly authority: Authority;
}

interface SetUp {
  readonly secret: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly orgName?: string | undefined;
  readonly teamName?: string | undefined;
}

/** The first person: owner of the first organization and its first team, and operator of the installation. */
export async function setUp(
  { database, authority }: SetUpDeps,
  { secret, password, ...first }: SetUp,
  { now, origin }: { readonly now: Date; readonly origin: Origin },
): Promise<{ org: string; team: string }> {
  const secretHash = hashLinkSecret(secret);
  // Strangers do not make us hash passwords.
  await requireValidLink(database.kysely, secretHash, now);
  const passwordHash = await hashPassword(password);
  const caller = { type: "system", name: "setup", origin } as const;
  const { revision, ...place } = await transact(database, { now, caller }, async (work) => {
    await lockInstallation(work.tx);
    await requireValidLink(work.tx, secretHash, now);
    await deleteSetupLinks(work.tx);
    const { org, team } = await firstPlace(work, authority, first);
    await makeFirstPerson(work, { orgId: org.id, teamId: team.id }, { ...first, passwordHash });
    work.changeAuthority(org.id);
    work.recordEvent({
      orgId: org.id,
      action: "installation.set-up",
      target: { type: "installation", id: "keywright", key: "keywright", name: "Keywright" },
      after: { email: first.email, name: first.name, org: org.name, team: team.name },
    });
    return { org: org.slug, team: team.slug, revision: await work.finish() };
  });
  if (revision !== null) await authority.reach(revision);
  return place;
}

async function requireValidLink(db: Db, secretHash: string, now: Date): Promise<void> {
  if ((await isSetupPending(db)) && (await findSetupLink(db, secretHash, now))) return;
  throw new Refusal("setup_invalid", {
    detail: "This link has been used or has expired. Start the server again for a new one.",
  });
}

/** The organization and team that came with the installation, named by the one who takes them over. */
async function firstPlace(
  work: Work,
  { state }: Authority,
  { orgName, teamName }: Pick<SetUp, "orgName" | "teamName">,
) {
  const home = await findHomeOrg(work.tx);
  if (!home) throw new Error("the installation has no home organization");
  const isUnknown = !(await hasTokens(work.tx, home.id));
  const org = orgName === undefined ? home : await renameOrg(work, home.id, orgName, { isUnknown });
  const team = await findFirstTeam(work.tx, org.id);
  if (!team) {
    const made = { orgId: org.id, name: teamName ?? org.name, catalogue: state.catalogue };
    return { org, team: (await insertTeamWithRoles(work, made)).team };
  }
  if (teamName === undefined) return { org, team };
  return { org, team: await renameTeam(work, { orgId: org.id, teamId: team.id }, teamName, { isUnknown }) };
}

interface FirstPerson {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

async function makeFirstPerson(
  work: Work,
  { orgId, teamId }: { readonly orgId: string; readonly teamId: string },
  person: FirstPerson,
): Promise<void> {
  const userId = await createUser(work, person);
  if (userId === undefined) throw new Error("a first person is there already");
  const { memberId } = await enrol(work, { orgId, teamId, userId, email: person.email, name: person.name });
  const inOrg = { orgId, teamId: null };
  await hold(work, inOrg, "owner", memberId);
  await hold(work, inOrg, "operator", memberId);
  await hold(work, { orgId, teamId }, "owner", memberId);
}

async function hold(work: Work, level: Level, slug: string, memberId: string): Promise<void> {
  const role = await findRoleBySlug(work.tx, level, slug);
  if (!role) throw new Error(`the built-in role ${slug} is missing`);
  await holdRole(work, role, memberId);
}
