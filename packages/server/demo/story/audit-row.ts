import type { Client } from "@keywright/sdk";
import { fit, moment } from "../layout.ts";

export type AuditEvent = Awaited<ReturnType<Client["listTokenAuditEvents"]>>["auditEvents"][number];

const COLUMNS = { time: 8, who: 11, action: 19, target: 11 };

/** One event on one line: when, who, what, to what; and what it added, where the line has room for it. */
export function auditRow(event: AuditEvent, startedAt: number, width: number): string {
  const row = [
    moment(Date.parse(event.at) - startedAt).padStart(COLUMNS.time),
    event.actor.name.padEnd(COLUMNS.who),
    event.action.padEnd(COLUMNS.action),
    event.target.name.padEnd(COLUMNS.target),
  ].join(" ");
  const added = addedPermissions(event)
    .map((name) => `+ ${name}`)
    .join(" ");
  const hasRoom = row.length + 1 + added.length <= width;
  return fit((hasRoom ? `${row} ${added}` : row).trimEnd(), width);
}

/** Without scope and category, which are the same for all that the demo uses. */
function addedPermissions({ before, after }: AuditEvent): string[] {
  const had = projectPermissions(before);
  const added = projectPermissions(after).filter((permission) => !had.includes(permission));
  return added.map((permission) => permission.split(":").slice(2).join(":"));
}

function projectPermissions(role: AuditEvent["after"]): string[] {
  const permissions = role?.["permissions"] as { projectScope?: string[] } | undefined;
  return permissions?.projectScope ?? [];
}
