import type { DataOf } from "@keywright/contract";
import type { api } from "@keywright/contract";

type Event = DataOf<typeof api.exportAuditEvents>;

type Cell = string | number | undefined;

const COLUMNS: Readonly<Record<string, (event: Event) => Cell>> = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  action: ({ action }) => action,
  actorType: ({ actor }) => actor.type,
  actorId: ({ actor }) => actor.id,
  actorName: ({ actor }) => actor.name,
  actorKeyId: ({ actor }) => actor.keyId,
  targetType: ({ target }) => target.type,
  targetId: ({ target }) => target.id,
  targetName: ({ target }) => target.name,
  teamId: ({ teamId }) => teamId,
  projectId: ({ projectId }) => projectId,
  origin: ({ origin }) => origin,
  ip: ({ ip }) => ip,
  userAgent: ({ userAgent }) => userAgent,
  requestId: ({ requestId }) => requestId,
  revision: ({ revision }) => revision,
  before: ({ before }) => before && JSON.stringify(before),
  after: ({ after }) => after && JSON.stringify(after),
};

export function csvHead(): string {
  return lineOf(Object.keys(COLUMNS));
}

export function csvLine(event: Event): string {
  return lineOf(Object.values(COLUMNS).map((read) => read(event)));
}

/** RFC 4180. */
function lineOf(values: readonly Cell[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

/** Names are other people's words: a spreadsheet would run one that begins like a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: Cell): string {
  const text = String(value ?? "");
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
