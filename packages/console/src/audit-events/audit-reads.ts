import type { OrgPlace } from "../app/place.ts";
import { type Answer, type Read, read } from "../api/read.ts";
import { type AuditSearch, filterOf } from "./audit-search.ts";

type AuditEvents = Answer<"listAuditEvents">;
export type AuditEvent = AuditEvents["auditEvents"][number];
type Place = Pick<OrgPlace, "org" | "team">;
interface Page {
  readonly page: number;
  readonly per_page: number;
}

/** The log of the team, or of the organization with all its teams. */
export function readEvents({ org, team }: Place, filter: AuditSearch, page: Page): Read<AuditEvents> {
  const { project, team: inTeam, ...query } = filterOf(filter);
  if (team === undefined) {
    return read(org, "listOrgAuditEvents", { query: { ...query, ...page, ...(inTeam && { team: inTeam }) } });
  }
  return read(org, "listAuditEvents", {
    params: { teamId: team },
    query: { ...query, ...page, ...(project && { project }) },
  });
}

export function readEvent({ org, team }: Place, event: string): Read<AuditEvents> {
  const query = { event, per_page: 1 };
  if (team === undefined) return read(org, "listOrgAuditEvents", { query });
  return read(org, "listAuditEvents", { params: { teamId: team }, query });
}

/** The file as it comes; whoever asked saves it. */
export function exportEvents(
  { client, team }: Pick<OrgPlace, "client" | "team">,
  filter: AuditSearch,
  format: "csv" | "jsonl",
): Promise<Response> {
  const { project, team: inTeam, ...query } = filterOf(filter);
  if (team === undefined) {
    return client.exportOrgAuditEvents({ query: { ...query, format, ...(inTeam && { team: inTeam }) } });
  }
  return client.exportAuditEvents({
    params: { teamId: team },
    query: { ...query, format, ...(project && { project }) },
  });
}

export function mayReadEvents({ team, can }: Pick<OrgPlace, "team" | "can">): boolean {
  return can(team === undefined ? "org:admin:audit-events:read" : "team:admin:audit-events:read");
}
