import type { PermissionPatterns, ProjectRestriction, TeamsRestriction } from "@keywright/policy";
import type { Change, NarrowingClaim, PublicJwk } from "@keywright/verifier";
import type { ColumnType, Generated } from "kysely";
import type { Json } from "./json.ts";
import type { RouteRule } from "../route-rules/rule.ts";
import type { DeliverySchema } from "./delivery-schema.ts";
import type { PeopleSchema } from "./people-schema.ts";

type TokenPolicyColumns = { allow_no_expiry: Generated<boolean>; max_lifetime_seconds: number | null };

type ExpiryNoticeColumns = {
  expiry_notice_days: ColumnType<number[], string | undefined, string>;
  expiry_notice_email: Generated<boolean>;
};

interface OrgTable extends TokenPolicyColumns, ExpiryNoticeColumns {
  id: string;
  slug: string;
  name: string;
  home: boolean;
  device_login: Generated<boolean>;
  personal_tokens_max: Generated<number>;
  suspended_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

interface TeamTable extends TokenPolicyColumns, ExpiryNoticeColumns {
  org_id: string;
  id: string;
  slug: string;
  name: string;
  description: string | null;
  email: string | null;
  expiry_notice_connection_id: ColumnType<string | null, string | null | undefined, string | null>;
  created_at: Date;
  updated_at: Date;
}

interface ProjectTable {
  org_id: string;
  team_id: string;
  id: string;
  slug: string;
  name: string;
  description: string | null;
  environments: Json<string[]>;
  region: string | null;
  cluster_id: string | null;
  color: string | null;
  created_at: Date;
  updated_at: Date;
}

interface MemberTable {
  org_id: string;
  id: string;
  email: string;
  name: string | null;
  user_id: ColumnType<string | null, string | null | undefined, string | null>;
  invited_at: Date;
  joined_at: Date | null;
}

interface TeamMemberTable {
  org_id: string;
  team_id: string;
  member_id: string;
  invited_at: Date;
  joined_at: Date | null;
}

interface RoleTable {
  org_id: string;
  id: string;
  team_id: string | null;
  slug: string;
  name: string;
  description: string | null;
  kind: "owner" | "admin" | "default" | "operator" | "custom";
  permissions: Json<PermissionPatterns>;
  restrictions: Json<ProjectRestriction | TeamsRestriction>;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
}

interface RoleMemberTable {
  org_id: string;
  role_id: string;
  member_id: string;
  since: Date;
}

interface TrustRuleTable {
  org_id: string;
  id: string;
  team_id: string;
  role_id: string;
  name: string;
  description: string | null;
  issuer: string;
  audience: string;
  claims: Json<ClaimCondition[]>;
  narrowing: ColumnType<NarrowingClaim | null, string | null, string | null>;
  lifetime_seconds: number;
  creator_type: "token" | "member" | "system" | "trust_rule";
  creator_id: string;
  created_at: Date;
  updated_at: Date;
  last_used_at: Date | null;
}

/** What a claim of a CI token must say: one of some values, or a text with `*` for any characters. */
export type ClaimCondition =
  | { readonly claim: string; readonly equals: readonly string[] }
  | { readonly claim: string; readonly matches: string };

/** What ended a token, when it did not just expire. */
export type EndReason =
  "revoked" | "issuer_revoked" | "parent_ended" | "member_lost_role" | "role_deleted" | "trust_rule_changed";

type ActorType = "token" | "member" | "system" | "trust_rule";

interface TokenTable {
  org_id: string;
  id: string;
  team_id: string | null;
  role_id: string;
  name: string;
  description: string | null;
  owner: "member" | "team";
  member_id: string | null;
  exposure: "secret" | "publishable";
  entity_type: "team" | "org" | "platform";
  narrowing: ColumnType<NarrowingClaim | null, string | null, never>;
  creator_type: ActorType;
  creator_id: string;
  created_at: Date;
  expires_at: Date | null;
  forget_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  derived_from: ColumnType<string | null, string | null | undefined, never>;
  derived_from_key: ColumnType<string | null, string | null | undefined, never>;
  derivation_depth: ColumnType<number, number | undefined, never>;
  line_id: ColumnType<string | null, string | null | undefined, never>;
  end_reason: ColumnType<EndReason | null, EndReason | null | undefined, EndReason>;
  ended_by_type: ColumnType<ActorType | null, ActorType | null | undefined, ActorType>;
  ended_by_id: ColumnType<string | null, string | null | undefined, string>;
  noticed_days: ColumnType<number | null, number | null | undefined, number | null>;
  notice_look_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

interface TokenKeyTable {
  org_id: string;
  token_id: string;
  id: string;
  kid: string;
  issued_at: Date;
  expires_at: Date | null;
  ends_at: Date | null;
  last_used_at: Date | null;
}

interface SecretGroupTable {
  org_id: string;
  team_id: string;
  project_id: string;
  id: string;
  slug: string;
  name: string;
  description: string | null;
  type: "secret" | "config";
  secret_type: "environment-arguments" | "environment" | "arguments";
  priority: number;
  environment: string | null;
  tags: Json<string[]>;
  targets: Json<Targets>;
  data_key_id: string;
  ciphertext: Uint8Array;
  created_at: Date;
  updated_at: Date;
}

export interface Targets {
  restricted: boolean;
  nfObjects: { id: string; type: "service" | "job" }[];
  tags: string[];
  tagMatchCondition: "and" | "or";
}

interface PermissionTable {
  permission: string;
  bit: number;
  origin: "keywright" | "operator";
  sensitive: boolean;
  publishable: boolean;
  deprecated: boolean;
  removed: Generated<boolean>;
}

interface ChangeTable {
  revision: number;
  org_id: string | null;
  at: Date;
  changes: Json<Change[]>;
}

interface SigningKeyTable {
  kid: string;
  state: "next" | "current" | "previous";
  public_jwk: Json<PublicJwk>;
  data_key_id: string;
  ciphertext: Uint8Array;
  created_at: Date;
  retired_at: Date | null;
}

interface DataKeyTable {
  scope: string;
  id: string;
  master_key_id: string;
  wrapped: Uint8Array;
  created_at: Date;
}

interface IdempotencyKeyTable {
  org_id: string;
  principal_id: string;
  key: string;
  fingerprint: string;
  answer: ColumnType<unknown, string | null, string>;
  created_at: Date;
}

type Snapshot = ColumnType<Record<string, unknown> | null, string | null, never>;

interface AuditEventTable {
  org_id: string;
  id: string;
  at: Date;
  action: string;
  actor_type: "token" | "member" | "system" | "trust_rule";
  actor_id: string;
  actor_key_id: string | null;
  target_type: string;
  target_id: string;
  target_key: string;
  target_name: string;
  team_id: string | null;
  team_slug: string | null;
  project_slug: string | null;
  origin: "api" | "system";
  before: Snapshot;
  after: Snapshot;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  revision: number | null;
}

interface VerifierTable {
  id: string;
  kind: "verifier" | "server";
  server_id: string;
  org_id: string | null;
  name: string;
  instance: string;
  connected: boolean;
  acknowledged: number;
  connected_at: Date;
  lease_ends_at: Date;
}

interface UsageHourTable {
  org_id: string;
  token_id: string;
  hour: Date;
  key_id: string;
  permission: string;
  project: string;
  verdict: string;
  count: number;
  last_at: Date;
}

interface RouteRulesTable {
  singleton: Generated<boolean>;
  title: string | null;
  version: string | null;
  rules: Json<RouteRule[]>;
  updated_at: Date;
}

export interface Schema extends PeopleSchema, DeliverySchema {
  route_rules: RouteRulesTable;
  usage_hour: UsageHourTable;
  verifier: VerifierTable;
  org: OrgTable;
  team: TeamTable;
  project: ProjectTable;
  member: MemberTable;
  team_member: TeamMemberTable;
  role: RoleTable;
  role_member: RoleMemberTable;
  trust_rule: TrustRuleTable;
  token: TokenTable;
  token_key: TokenKeyTable;
  secret_group: SecretGroupTable;
  permission: PermissionTable;
  revision: { singleton: Generated<boolean>; value: number };
  change: ChangeTable;
  signing_key: SigningKeyTable;
  data_key: DataKeyTable;
  idempotency_key: IdempotencyKeyTable;
  audit_event: AuditEventTable;
}
