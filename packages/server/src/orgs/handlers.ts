import type { Authority } from "../authority/authority.ts";
import { toPage, windowOf } from "../db/paging.ts";
import type { Handlers } from "../http/handlers.ts";
import type { Invitations } from "../members/invitations.ts";
import { Refusal } from "../refusal.ts";
import { createOrg, deleteOrg, type IssueOwnerToken, patchOrg, patchOwnOrg } from "./orgs.ts";
import { findOrg, findOrgBySlug, listOrgRows, type OrgRow } from "./queries.ts";
import { showExpiryNotices } from "./expiry-notices.ts";
import { showTokenPolicy } from "./token-policy.ts";

interface OrgDeps {
  readonly authority: Authority;
  readonly issueOwnerToken: IssueOwnerToken;
  readonly invitations: Invitations;
}

export function orgHandlers({ authority, ...deps }: OrgDeps) {
  return {
    listOrgs: async (db, _context, { query }) => toPage(await listOrgRows(db, windowOf(query)), query, show),

    createOrg: async (work, { org }, { body }) => {
      const { catalogue } = authority.state;
      const created = await createOrg(work, { operatorOrgId: org.id, catalogue, ...body }, deps);
      const { issued, invitation } = created;
      return {
        ...show(created.org),
        ...(issued && { ownerToken: issued }),
        ...(invitation && { invitation }),
      };
    },

    getOrg: async (db, _context, { params }) => show(found(await findOrgBySlug(db, params.orgId))),

    patchOrg: async (work, { org }, { params, body }) =>
      show(await patchOrg(work, { operatorOrgId: org.id, slug: params.orgId, ...body })),

    deleteOrg: async (work, { org }, { params }) => {
      await deleteOrg(work, { operatorOrgId: org.id, slug: params.orgId });
      return {};
    },

    getOwnOrg: async (db, { org }) => showOwn(found(await findOrg(db, org.id))),

    patchOwnOrg: async (work, { org }, { body }) =>
      showOwn(await patchOwnOrg(work, { orgId: org.id, ...body })),
  } satisfies Partial<Handlers>;
}

function found(row: OrgRow | undefined): OrgRow {
  if (!row) throw new Refusal("not_found");
  return row;
}

function show(row: OrgRow) {
  return {
    id: row.slug,
    name: row.name,
    suspended: row.suspended_at !== null,
    home: row.home,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function showOwn(row: OrgRow) {
  return {
    ...show(row),
    tokenPolicy: showTokenPolicy(row),
    deviceLogin: row.device_login,
    personalTokensMax: row.personal_tokens_max,
    expiryNotices: showExpiryNotices(row),
  };
}
