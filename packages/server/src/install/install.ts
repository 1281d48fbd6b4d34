import { buildCatalogue, type Catalogue } from "@keywright/policy";
import { catalogueEntries, ensureOwnPermissions } from "../catalogue/catalogue.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Config } from "../config.ts";
import type { Database } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { insertOrgWithRoles } from "../orgs/orgs.ts";
import { findRoleBySlug } from "../roles/find.ts";
import { createFirstSigningKeys, publicSigningKeys } from "../signing-keys/signing-keys.ts";
import { insertTeamWithRoles } from "../teams/teams.ts";
import { storeToken } from "../tokens/issue.ts";
import type { Mint } from "../tokens/mint.ts";
import { findHomeOrg } from "../orgs/home.ts";
import { issueInitialTokens } from "./initial-tokens.ts";
import { hasSigningKeys, lockInstallation } from "./queries.ts";
import { refuseForeignFile, removeTokenFiles, writeTokenFile } from "./token-file.ts";

const SYSTEM = { type: "system", name: "keywright" } as const;

interface InstallDeps {
  readonly database: Database;
  readonly encryption: Encryption;
  readonly mint: Mint;
}

/** Brings any database, empty or of an older version, to where this version can serve it. Safe to repeat. */
export async function install(
  deps: InstallDeps,
  init: Config["init"],
  now: Date,
): Promise<{ isNew: boolean }> {
  if (!(await findHomeOrg(deps.database.kysely))) {
    if (init.tokenFile) await refuseForeignFile(init.tokenFile);
    for (const { file } of init.tokens) await refuseForeignFile(file);
  }
  await setUpInstallation(deps, now);
  return { isNew: await setUpHomeOrg(deps, init, now) };
}

/** Signing keys once; Keywright's own permissions at every start, since a newer version may have more. */
async function setUpInstallation({ database, encryption }: InstallDeps, now: Date): Promise<void> {
  const run = async (work: Work) => {
    await lockInstallation(work.tx);
    const isFirst = !(await hasSigningKeys(work.tx));
    if (isFirst) await createFirstSigningKeys(work, encryption);
    if (!(await ensureOwnPermissions(work)) && !isFirst) throw new NothingToDo();
    work.changeAuthority(
      null,
      { kind: "catalogue_set", entries: await catalogueEntries(work.tx) },
      { kind: "signing_keys_set", keys: await publicSigningKeys(work.tx) },
    );
    const home = await findHomeOrg(work.tx);
    work.recordEvent({
      orgId: home?.id ?? "installation",
      action: isFirst ? "installation.create" : "installation.upgrade",
      target: { type: "installation", id: "keywright", key: "keywright", name: "Keywright" },
    });
    await work.finish();
  };
  await transact(database, { now, caller: SYSTEM }, run).catch((error: unknown) => {
    if (!(error instanceof NothingToDo)) throw error;
  });
}

class NothingToDo extends Error {}

async function setUpHomeOrg(
  { database, mint }: InstallDeps,
  init: Config["init"],
  now: Date,
): Promise<boolean> {
  if (await findHomeOrg(database.kysely)) return false;
  const run = async (work: Work) => {
    await lockInstallation(work.tx);
    if (await findHomeOrg(work.tx)) throw new NothingToDo();
    const catalogue = buildCatalogue(await catalogueEntries(work.tx));
    const written: string[] = [];
    const keep = async (file: string, value: string) => {
      written.push(file);
      await writeTokenFile(file, value);
    };
    try {
      await makeHomeOrg(work, mint, { init, catalogue, keep });
      await work.finish();
    } catch (error) {
      await removeTokenFiles(written);
      throw error;
    }
    return true;
  };
  return transact(database, { now, caller: SYSTEM }, run).catch((error: unknown) => {
    if (error instanceof NothingToDo) return false;
    throw error;
  });
}

interface HomeOrg {
  readonly init: Config["init"];
  readonly catalogue: Catalogue;
  readonly keep: (file: string, value: string) => Promise<void>;
}

async function makeHomeOrg(work: Work, mint: Mint, { init, catalogue, keep }: HomeOrg): Promise<void> {
  const { org, operator } = await insertOrgWithRoles(work, { name: init.org, home: true, catalogue });
  const { team, roles } = await insertTeamWithRoles(work, { orgId: org.id, name: init.team, catalogue });
  if (init.tokenFile && operator) {
    const { key } = await storeToken(work, mint, { role: operator, name: "operator", expiresAt: null });
    await keep(init.tokenFile, key.value);
  }
  const first = { orgId: org.id, team, admin: roles.admin, catalogue, keep };
  const initialTokens = await issueInitialTokens(work, mint, first, init.tokens);
  work.recordEvent({
    orgId: org.id,
    action: "org.create",
    target: { type: "org", id: org.slug, key: org.id, name: org.name },
    after: {
      name: org.name,
      home: true,
      team: init.team,
      operatorToken: init.tokenFile !== undefined,
      ...(initialTokens.length > 0 && { initialTokens }),
    },
  });
}

/** For whoever runs the machine: one more operator token, on first use or when the last one is lost. */
export async function issueOperatorToken(
  { database, mint }: InstallDeps,
  file: string,
  now: Date,
): Promise<void> {
  await refuseForeignFile(file);
  await transact(database, { now, caller: SYSTEM }, async (work) => {
    const home = await findHomeOrg(work.tx);
    const role = home && (await findRoleBySlug(work.tx, { orgId: home.id, teamId: null }, "operator"));
    if (!home || !role) throw new Error("the installation has no operator role");
    const { token, key } = await storeToken(work, mint, { role, name: "operator", expiresAt: null });
    await writeTokenFile(file, key.value);
    work.recordEvent({
      orgId: home.id,
      action: "token.issue",
      target: { type: "token", id: token.id, key: token.id, name: "operator" },
      after: { name: "operator", role: role.slug, owner: "team", expiresAt: null, keyId: key.id },
    });
    await work.finish();
  });
}
