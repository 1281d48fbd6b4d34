import type { OrgPlace } from "../app/place.ts";
import { Chip } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { auditLink } from "./audit-links.ts";
import type { AuditEvent } from "./audit-reads.ts";
import type { AuditSearch } from "./audit-search.ts";
import { EventSentence } from "./event-sentence.tsx";

/** The row opens the event beside the list, which keeps its filters. */
export function eventColumns(place: OrgPlace, search: AuditSearch): Column<AuditEvent>[] {
  const columns: (Column<AuditEvent> | false)[] = [
    {
      key: "what",
      title: "What happened",
      cell: (event) => (
        <RowLink {...auditLink(place, { ...search, event: event.id })}>
          <EventSentence event={event} />
        </RowLink>
      ),
    },
    place.team === undefined && {
      key: "team",
      title: "Team",
      cell: ({ teamId }) => (teamId === undefined ? "" : <Chip>{teamId}</Chip>),
    },
    {
      key: "project",
      title: "Project",
      cell: ({ projectId }) => (projectId === undefined ? "" : <Chip>{projectId}</Chip>),
    },
    {
      key: "from",
      title: "From",
      cell: ({ origin, ip }) => (origin === "api" ? (ip ?? "API") : "system"),
    },
    { key: "at", title: "When", width: 140, cell: ({ at }) => <RelativeTime at={at} /> },
  ];
  return columns.filter((column) => column !== false);
}
