import { z } from "zod";
import { EventId, InstantInput, Instant, MemberId, plainText, Slug, TokenId, TrustRuleId } from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";
import { TokenParams } from "./token-shapes.ts";

/** One record: who did what to what, when, from where, with before and after. Never a secret value. */
export const AuditEvent = z.object({
  id: EventId,
  at: Instant,
  action: z.string(),
  actor: z.object({
    type: z.enum(["token", "member", "system", "trust_rule"]),
    id: z.string(),
    name: z.string(),
    keyId: z.string().optional(),
  }),
  target: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  teamId: z.string().optional(),
  projectId: z.string().optional(),
  origin: z.enum(["api", "system"]),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
  ip: z.string().optional(),
  userAgent: z.string().optional(),
  requestId: z.string().optional(),
  /** The authority revision the change took; absent when it changed no authority. */
  revision: z.int().optional(),
});

const EventQuery = PageQuery.extend({
  after: InstantInput.optional(),
  before: InstantInput.optional(),
  /** `role.update`, or all of a noun: `role.*`. */
  action: z
    .string()
    .max(60)
    .regex(/^[a-z-]+\.([a-z-]+|\*)$/, "must be like role.update or role.*")
    .optional(),
  /** Id of the acting token, member or trust rule. */
  actor: z.union([TokenId, MemberId, TrustRuleId]).optional(),
  origin: AuditEvent.shape.origin.optional(),
  /** Id of the thing that was changed: a token's id, or a slug. */
  target: plainText(100).min(1).optional(),
  /** One event alone, by its own id. */
  event: EventId.optional(),
});
const TeamEventQuery = EventQuery.extend({ project: Slug.optional() });
const ExportQuery = EventQuery.omit({ per_page: true, page: true, cursor: true }).extend({
  format: z
    .enum(["csv", "jsonl"])
    .default("jsonl")
    .describe("In CSV, a cell that a spreadsheet would take for a formula begins with an apostrophe."),
});
const tag = "Audit events";

export const listAuditEvents = defineRoute({
  id: "listAuditEvents",
  method: "GET",
  path: "/audit-events",
  team: true,
  tag,
  summary: "Read the team's audit events",
  permission: "team:admin:audit-events:read",
  query: TeamEventQuery,
  list: "auditEvents",
  response: AuditEvent,
});
export const listOrgAuditEvents = defineRoute({
  id: "listOrgAuditEvents",
  method: "GET",
  path: "/v1/org-audit-events",
  tag,
  summary: "Read the audit events of the organization and all its teams",
  permission: "org:admin:audit-events:read",
  query: EventQuery.extend({ team: Slug.optional() }),
  list: "auditEvents",
  response: AuditEvent,
});
export const listTokenAuditEvents = defineRoute({
  id: "listTokenAuditEvents",
  method: "GET",
  path: "/tokens/{tokenId}/audit-events",
  team: true,
  tag,
  summary: "Read what a token did, and what was done to it or its role",
  permission: "team:admin:api-tokens:read",
  ownTokens: true,
  params: TokenParams,
  query: EventQuery,
  list: "auditEvents",
  response: AuditEvent,
  errors: ["not_found"],
});
export const listOrgTokenAuditEvents = defineRoute({
  id: "listOrgTokenAuditEvents",
  method: "GET",
  path: "/v1/org-tokens/{tokenId}/audit-events",
  tag,
  summary: "Read what a token did, and what was done to it or its role",
  permission: "org:admin:api-tokens:read",
  ownTokens: true,
  params: TokenParams,
  query: EventQuery,
  list: "auditEvents",
  response: AuditEvent,
  errors: ["not_found"],
});
export const exportAuditEvents = defineRoute({
  id: "exportAuditEvents",
  method: "GET",
  path: "/audit-events/export",
  team: true,
  tag,
  summary: "Export the team's audit events as CSV or JSON lines, the newest first",
  permission: "team:admin:audit-events:read",
  query: ExportQuery.extend({ project: Slug.optional() }),
  response: AuditEvent,
  streams: ["application/jsonl", "text/csv"],
});
export const exportOrgAuditEvents = defineRoute({
  id: "exportOrgAuditEvents",
  method: "GET",
  path: "/v1/org-audit-events/export",
  tag,
  summary: "Export the audit events of the organization and all its teams, the newest first",
  permission: "org:admin:audit-events:read",
  query: ExportQuery.extend({ team: Slug.optional() }),
  response: AuditEvent,
  streams: ["application/jsonl", "text/csv"],
});
