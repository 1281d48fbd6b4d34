import { actorType, callerId } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { newId } from "../ids.ts";
import { insertAuditEvent } from "./queries.ts";

type Fields = Record<string, unknown>;

/** What a change leaves behind. `before` and `after` hold what people see of the thing, never a secret value. */
export interface AuditRecord {
  readonly orgId: string;
  readonly action: `${string}.${string}`;
  readonly target: {
    readonly type: string;
    /** The id people see. */
    readonly id: string;
    /** The internal id, which is never given twice. */
    readonly key: string;
    readonly name: string;
  };
  readonly team?: { readonly id: string; readonly slug: string } | null;
  readonly projectSlug?: string;
  readonly before?: Fields;
  readonly after?: Fields;
}

/** Writes the event in the work's own transaction; only `Work.finish` calls it. */
export async function appendAuditEvent(
  work: Work,
  record: AuditRecord,
  revision: number | null,
): Promise<void> {
  const { caller } = work;
  const { origin } = caller;
  await insertAuditEvent(work.tx, {
    org_id: record.orgId,
    id: newId("evt"),
    at: work.now,
    action: record.action,
    actor_type: actorType(caller),
    actor_id: callerId(caller),
    actor_key_id: caller.type === "token" ? caller.principal.keyId : null,
    target_type: record.target.type,
    target_id: record.target.id,
    target_key: record.target.key,
    target_name: record.target.name,
    team_id: record.team?.id ?? null,
    team_slug: record.team?.slug ?? null,
    project_slug: record.projectSlug ?? null,
    origin: origin ? "api" : "system",
    before: toJson(record.before),
    after: toJson(record.after),
    ip: origin?.ip ?? null,
    user_agent: origin?.userAgent ?? null,
    request_id: origin?.requestId ?? null,
    revision,
  });
}

function toJson(fields: Fields | undefined): string | null {
  return fields ? JSON.stringify(fields) : null;
}
