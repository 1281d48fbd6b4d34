import type { Catalogue } from "@keywright/policy";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { newId } from "../ids.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { requireRoleCovered } from "../roles/coverage.ts";
import { findRoleBySlug } from "../roles/find.ts";
import { type IssuerReach, mayReach } from "./issuer-fetch.ts";
import {
  deleteDomains,
  deleteForeignIdentities,
  deleteSso,
  findSso,
  insertDomain,
  listDomains,
  lockOrg,
  putSso,
  type SsoRow,
} from "./queries.ts";

export interface Sso {
  readonly row: SsoRow;
  readonly domains: readonly string[];
}

export async function readSso(db: Db, orgId: string): Promise<Sso | undefined> {
  const row = await findSso(db, orgId);
  return row && { row, domains: await listDomains(db, orgId) };
}

interface SetSso {
  readonly org: { readonly id: string; readonly slug: string };
  readonly encryption: Encryption;
  readonly catalogue: Catalogue;
  readonly reach: IssuerReach;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly domains: readonly string[];
  readonly enforce: boolean;
  readonly autoJoin: boolean;
}

/** The issuer is not asked here: a transaction waits for nobody outside. Whether it answers shows at the first sign-in. */
export async function setSso(
  work: Work,
  { org, encryption, catalogue, reach, ...wanted }: SetSso,
): Promise<Sso> {
  if (!mayReach(new URL(wanted.issuer), reach))
    throw refuseField("validation_failed", "issuer", "must be an https address on the public internet");
  await requireAllAuthority(work, org.id, catalogue);
  await lockOrg(work.tx, org.id);
  const before = await readSso(work.tx, org.id);
  const same = before && isSameClient(before.row, wanted) ? before.row : undefined;
  const id = same?.id ?? newId("sso");
  const sealed = await sealSecret(work, encryption, { orgId: org.id, id, same }, wanted.clientSecret);
  if (before && !same) await deleteSso(work.tx, org.id);
  await putSso(work.tx, {
    org_id: org.id,
    id,
    issuer: wanted.issuer,
    client_id: wanted.clientId,
    ...sealed,
    enforce: wanted.enforce,
    auto_join: wanted.autoJoin,
    created_at: work.now,
    updated_at: work.now,
  });
  await setDomains(work, org.id, wanted.domains);
  const after = await readSso(work.tx, org.id);
  if (!after) throw new Error("what was just written is not there");
  work.recordEvent({
    ...eventOn(org),
    action: before ? "sso.update" : "sso.create",
    ...(before && { before: auditFields(before) }),
    after: { ...auditFields(after), clientSecretReplaced: wanted.clientSecret !== undefined },
  });
  return after;
}

export async function removeSso(work: Work, org: SetSso["org"]): Promise<void> {
  await lockOrg(work.tx, org.id);
  const before = await readSso(work.tx, org.id);
  if (!before) throw new Refusal("not_found", { detail: "Single sign-on is not set." });
  await deleteSso(work.tx, org.id);
  work.recordEvent({ ...eventOn(org), action: "sso.delete", before: auditFields(before) });
}

/**
 * Who names the issuer decides who everybody in the organization is, and so could be anybody there: that is for those
 * who have all the authority that there is to be had.
 */
async function requireAllAuthority({ tx, caller }: Work, orgId: string, catalogue: Catalogue): Promise<void> {
  const level = { orgId, teamId: null };
  const widest = (await findRoleBySlug(tx, level, "operator")) ?? (await findRoleBySlug(tx, level, "owner"));
  if (!widest) throw new Error("an organization without its owner role");
  requireRoleCovered(caller, catalogue, widest);
}

function isSameClient(row: SsoRow, { issuer, clientId }: Pick<SetSso, "issuer" | "clientId">): boolean {
  return row.issuer === issuer && row.client_id === clientId;
}

interface SecretPlace {
  readonly orgId: string;
  readonly id: string;
  readonly same: SsoRow | undefined;
}

/** A secret is never sent to another issuer than the one it was given for. */
async function sealSecret(
  work: Work,
  encryption: Encryption,
  { orgId, id, same }: SecretPlace,
  secret: string | undefined,
): Promise<Pick<SsoRow, "data_key_id" | "ciphertext">> {
  if (secret === undefined) {
    if (same) return { data_key_id: same.data_key_id, ciphertext: same.ciphertext };
    throw refuseField("validation_failed", "clientSecret", "is needed for a new issuer or client");
  }
  const sealed = await encryption.seal(work.tx, orgId, sealingIdentity(id), secret, work.now);
  return { data_key_id: sealed.dataKeyId, ciphertext: sealed.ciphertext };
}

export async function openSecret(db: Db, encryption: Encryption, row: SsoRow): Promise<string> {
  const sealed = { dataKeyId: row.data_key_id, ciphertext: row.ciphertext };
  return encryption.open(db, row.org_id, sealingIdentity(row.id), sealed);
}

/** The organization is bound in as the scope. */
function sealingIdentity(id: string): string {
  return `org-sso\0${id}`;
}

/** In one order, so that two organizations that claim the same domains do not wait for each other. */
async function setDomains(work: Work, orgId: string, domains: readonly string[]): Promise<void> {
  await deleteDomains(work.tx, orgId);
  for (const domain of domains.toSorted()) {
    if (await insertDomain(work.tx, orgId, domain)) continue;
    throw refuseField("domain_taken", "domains", `Another organization signs in people of ${domain}.`);
  }
  await deleteForeignIdentities(work.tx, orgId, domains);
}

function eventOn({ id, slug }: SetSso["org"]) {
  return { orgId: id, target: { type: "org", id: slug, key: id, name: "Single sign-on" } };
}

function auditFields({ row, domains }: Sso) {
  const { issuer, client_id: clientId, enforce, auto_join: autoJoin } = row;
  return { issuer, clientId, domains: [...domains], enforce, autoJoin };
}
