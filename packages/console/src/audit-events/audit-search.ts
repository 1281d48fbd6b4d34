import { compact, oneOf, pageIn, type RawSearch, textIn } from "../ui/search-state.ts";

/** What the address says of the audit log. `after` and `before` are days, or instants to the second. */
export function auditSearch(raw: RawSearch) {
  return compact({
    action: textIn(raw["action"]),
    actor: textIn(raw["actor"]),
    origin: oneOf(["api", "system"], raw["origin"]),
    project: textIn(raw["project"]),
    team: textIn(raw["team"]),
    target: textIn(raw["target"]),
    after: instantIn(raw["after"]),
    before: instantIn(raw["before"]),
    page: pageIn(raw["page"]),
    /** The one event that is open. */
    event: textIn(raw["event"]),
  });
}
export type AuditSearch = ReturnType<typeof auditSearch>;

function instantIn(value: unknown): string | undefined {
  return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day is meant as the reader's own, and whole. */
function startOf(day: string | undefined): string | undefined {
  if (day === undefined) return undefined;
  return new Date(DAY.test(day) ? `${day}T00:00:00` : day).toISOString();
}

function endOf(day: string | undefined): string | undefined {
  if (day === undefined) return undefined;
  const end = new Date(DAY.test(day) ? `${day}T00:00:00` : day);
  if (DAY.test(day)) end.setDate(end.getDate() + 1);
  return end.toISOString();
}

/** The filters as the API takes them; the address decides, nothing else. */
export function filterOf({ after, before, page: _, event: __, ...filter }: AuditSearch) {
  return compact({ ...filter, after: startOf(after), before: endOf(before) });
}
