import { type Api, type ResultOf, slugFromName } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Work } from "../changes/work.ts";
import { deleteDataKeys } from "../encryption/data-keys.ts";
import { newId } from "../ids.ts";
import type { Invitations, SentInvitation } from "../members/invitations.ts";
import { appointOwner, type Invitee } from "../members/members.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { createOrgRoles } from "../roles/built-in.ts";
import type { RoleRow } from "../roles/holds.ts";
import {
  deleteOrgRow,
  findOrgBySlugForUpdate,
  findOrgForUpdate,
  insertOrg,
  orgChange,
  type OrgRow,
  updateOrg,
} from "./queries.ts";
import { expiryNoticeColumns, type ExpiryNoticesInput, showExpiryNotices } from "./expiry-notices.ts";
import { showTokenPolicy, type TokenPolicyInput, tokenPolicyColumns } from "./token-policy.ts";

type IssuedToken = NonNullable<ResultOf<Api["createOrg"]>["ownerToken"]>;

interface OwnerToken {
  readonly name: string;
  readonly lifetimeSeconds?: number | undefined;
}

/** Issues a token from the owner role of a new organization; records no event of its own. */
export type IssueOwnerToken = (
  work: Work,
  command: OwnerToken & { readonly orgId: string; readonly role: RoleRow },
) => Promise<IssuedToken>;

interface NewOrg {
  readonly name: string;
  readonly home: boolean;
  readonly catalogue: Catalogue;
}

interface OrgWithRoles {
  readonly org: OrgRow;
  readonly owner: RoleRow;
  /** In the home organization only. */
  readonly operator: RoleRow | undefined;
}

/** The organization and its built-in roles. Adds their changes and no event: it is a part of what its caller does. */
export async function insertOrgWithRoles(
  work: Work,
  { name, home, catalogue }: NewOrg,
): Promise<OrgWithRoles> {
  const slug = slugFromName(name);
  const org = await insertOrg(work.tx, {
    id: newId("org"),
    slug,
    name,
    home,
    suspended_at: null,
    max_lifetime_seconds: null,
    created_at: work.now,
    updated_at: work.now,
  });
  if (!org) throw refuseField("slug_taken", "name", `There is an organization ${slug} already.`);
  work.changeAuthority(org.id, orgChange(org));
  return { org, ...(await createOrgRoles(work, { orgId: org.id, home, catalogue })) };
}

/** What the operator does to organizations stands in the audit of the operator's own, and in no other. */
interface ByOperator {
  readonly operatorOrgId: string;
}

interface CreateOrg extends ByOperator {
  readonly name: string;
  readonly owner?: Invitee | undefined;
  readonly ownerToken?: OwnerToken | undefined;
  readonly catalogue: Catalogue;
}

interface CreateOrgDeps {
  readonly issueOwnerToken: IssueOwnerToken;
  readonly invitations: Invitations;
}

interface CreatedOrg {
  readonly org: OrgRow;
  readonly issued: IssuedToken | undefined;
  readonly invitation: SentInvitation | undefined;
}

/** The operator appoints the first owner without having an owner's authority there: that is what the permission is. */
export async function createOrg(
  work: Work,
  { operatorOrgId, name, owner, ownerToken, catalogue }: CreateOrg,
  { issueOwnerToken, invitations }: CreateOrgDeps,
): Promise<CreatedOrg> {
  const { org, owner: role } = await insertOrgWithRoles(work, { name, home: false, catalogue });
  const invitation = owner && (await appointOwner(work, invitations, { role, ...owner }));
  const issued = ownerToken && (await issueOwnerToken(work, { ...ownerToken, orgId: org.id, role }));
  work.recordEvent({
    ...eventByOperator(org, operatorOrgId),
    action: "org.create",
    after: { ...auditFields(org), owner: owner?.email, ownerTokenId: issued?.id },
  });
  return { org, issued, invitation };
}

interface PatchOrg extends ByOperator {
  readonly slug: string;
  readonly name?: string | undefined;
  readonly suspended?: boolean | undefined;
}

/** While an organization is suspended all its tokens are refused; resuming it lets those that are still alive pass again. */
export async function patchOrg(
  work: Work,
  { operatorOrgId, slug, name, suspended }: PatchOrg,
): Promise<OrgRow> {
  const before = await findOrgBySlugForUpdate(work.tx, slug);
  if (!before) throw new Refusal("not_found");
  if (suspended) refuseHome(before);
  const isSwitch = suspended !== undefined && suspended !== (before.suspended_at !== null);
  const org = await updateOrg(work.tx, before.id, {
    ...(name !== undefined && { name }),
    ...(isSwitch && { suspended_at: suspended ? work.now : null }),
    updated_at: work.now,
  });
  work.changeAuthority(org.id, orgChange(org));
  work.recordEvent({
    ...eventByOperator(org, operatorOrgId),
    action: isSwitch ? (suspended ? "org.suspend" : "org.resume") : "org.update",
    before: auditFields(before),
    after: auditFields(org),
  });
  return org;
}

/** Takes everything in it along. Its audit events stay; what it had sealed can never be opened again. */
export async function deleteOrg(
  work: Work,
  { operatorOrgId, slug }: ByOperator & { readonly slug: string },
): Promise<void> {
  const org = await findOrgBySlugForUpdate(work.tx, slug);
  if (!org) throw new Refusal("not_found");
  refuseHome(org);
  await deleteOrgRow(work.tx, org.id);
  await deleteDataKeys(work.tx, org.id);
  work.changeAuthority(org.id, { kind: "org_deleted", orgId: org.id });
  work.recordEvent({
    ...eventByOperator(org, operatorOrgId),
    action: "org.delete",
    before: auditFields(org),
  });
}

interface PatchOwnOrg {
  readonly orgId: string;
  readonly name?: string | undefined;
  readonly tokenPolicy?: TokenPolicyInput | undefined;
  readonly deviceLogin?: boolean | undefined;
  readonly personalTokensMax?: number | undefined;
  readonly expiryNotices?: ExpiryNoticesInput | undefined;
}

/** By its own members. The policies bind tokens issued from now on; those that exist keep their lifetime. */
export async function patchOwnOrg(
  work: Work,
  { orgId, name, tokenPolicy, deviceLogin, personalTokensMax, expiryNotices }: PatchOwnOrg,
): Promise<OrgRow> {
  const before = await findOrgForUpdate(work.tx, orgId);
  if (!before) throw new Refusal("not_found");
  const org = await updateOrg(work.tx, orgId, {
    ...(name !== undefined && { name }),
    ...tokenPolicyColumns(tokenPolicy),
    ...(deviceLogin !== undefined && { device_login: deviceLogin }),
    ...(personalTokensMax !== undefined && { personal_tokens_max: personalTokensMax }),
    ...expiryNoticeColumns(expiryNotices),
    updated_at: work.now,
  });
  const fields = (row: OrgRow) => ({
    name: row.name,
    tokenPolicy: showTokenPolicy(row),
    deviceLogin: row.device_login,
    personalTokensMax: row.personal_tokens_max,
    expiryNotices: showExpiryNotices(row),
  });
  work.recordEvent({
    orgId,
    target: targetOf(org),
    action: "org.update",
    before: fields(before),
    after: fields(org),
  });
  return org;
}

function refuseHome(org: OrgRow): void {
  if (!org.home) return;
  throw new Refusal("home_organization", {
    detail: `${org.slug} is the operator's own organization: without it nobody could run this installation.`,
  });
}

function eventByOperator(org: OrgRow, operatorOrgId: string) {
  return { orgId: operatorOrgId, target: targetOf(org) };
}

function targetOf({ id, slug, name }: OrgRow) {
  return { type: "org", id: slug, key: id, name };
}

function auditFields({ name, suspended_at }: OrgRow) {
  return { name, suspended: suspended_at !== null };
}
