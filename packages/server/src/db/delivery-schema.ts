import type { ColumnType, Generated } from "kysely";
import type { StopCode } from "../token-rotation/next-step.ts";
import type { Json } from "./json.ts";

interface AppConnectionTable {
  org_id: string;
  id: string;
  team_id: string;
  project_id: string | null;
  name: string;
  description: string | null;
  app: string;
  method: string;
  data_key_id: string;
  ciphertext: Uint8Array;
  version: number;
  credentials_hash: string;
  health: "ok" | "failing" | "unknown";
  health_message: string | null;
  checked_at: Date;
  next_check_at: Date;
  creator_type: "token" | "member" | "system" | "trust_rule";
  creator_id: string;
  created_at: Date;
  updated_at: Date;
  last_used_at: Date | null;
}

interface ExternalTokenTable {
  org_id: string;
  id: string;
  team_id: string;
  project_id: string | null;
  connection_id: string | null;
  app: string;
  name: string;
  description: string | null;
  spec: Json<unknown>;
  issued_at: Date | null;
  revoked_at: Date | null;
  creator_type: "token" | "member" | "system" | "trust_rule";
  creator_id: string;
  created_at: Date;
  updated_at: Date;
}

interface ExternalTokenKeyTable {
  org_id: string;
  id: string;
  external_token_id: string;
  state: "issuing" | "live" | "ending" | "ended";
  name: string;
  external_id: string | null;
  data_key_id: string | null;
  ciphertext: Uint8Array | null;
  issued_at: Date;
  expires_at: Date | null;
  platform: string;
  ends_at: Date | null;
  waits_for: ColumnType<string[], string | undefined, string>;
  next_try_at: Date | null;
  attempts: Generated<number>;
  message: string | null;
  ended_at: Date | null;
}

interface SyncTable {
  org_id: string;
  id: string;
  team_id: string;
  project_id: string | null;
  name: string;
  description: string | null;
  source_kind: "secret-group" | "token" | "external-token";
  source_group_id: string | null;
  source_token_id: string | null;
  source_external_token_id: string | null;
  variable: string | null;
  connection_id: string;
  destination: Json<Record<string, string>>;
  destination_hash: string;
  initial_behavior: "overwrite" | "import-prefer-source" | "import-prefer-destination";
  key_schema: string | null;
  owned_prefix: string;
  owned_suffix: string;
  deletes: boolean;
  automatic: boolean;
  notice_connection_id: string | null;
  generation: number;
  settled: boolean;
  imported_generation: number | null;
  failing: boolean;
  last_synced_at: Date | null;
  creator_type: "token" | "member" | "system" | "trust_rule";
  creator_id: string;
  created_at: Date;
  updated_at: Date;
}

interface SyncRunTable {
  org_id: string;
  id: string;
  sync_id: string;
  kind: "sync" | "import" | "remove";
  trigger: "creation" | "edit" | "change" | "rotation" | "manual";
  prefer: "source" | "destination" | null;
  actor_type: "token" | "member" | "system" | "trust_rule";
  actor_id: string;
  status: "pending" | "running" | "succeeded" | "failed";
  code: string | null;
  message: string | null;
  attempts: number;
  created: Json<string[]>;
  updated: Json<string[]>;
  deleted: Json<string[]>;
  overwritten: Json<string[]>;
  queued_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  continued_by: string | null;
}

interface SyncVariableTable {
  org_id: string;
  sync_id: string;
  name: string;
  delivered: string | null;
  tried: string | null;
}

interface TokenRotationTable {
  org_id: string;
  token_id: string;
  team_id: string;
  every_days: number;
  overlap_seconds: number;
  quiet_seconds: number;
  state: "idle" | "delivering" | "overlapping" | "stopped";
  next_at: Date;
  look_at: Date | null;
  code: StopCode | null;
  message: string | null;
  new_key_id: string | null;
  old_key_ids: Json<string[]>;
  run_ids: Json<string[]>;
  started_at: Date | null;
  delivered_at: Date | null;
  last_completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** What is delivered to other platforms, and made there. */
export interface DeliverySchema {
  token_rotation: TokenRotationTable;
  app_connection: AppConnectionTable;
  sync: SyncTable;
  sync_run: SyncRunTable;
  sync_variable: SyncVariableTable;
  external_token: ExternalTokenTable;
  external_token_key: ExternalTokenKeyTable;
}
