import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { usePlace } from "../app/place.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { auditLink } from "./audit-links.ts";
import { type AuditEvent, mayReadEvents } from "./audit-reads.ts";
import { EventSentence } from "./event-sentence.tsx";
import classes from "./event-feed.module.css";

interface EventFeedProps {
  /** Undefined while they load. */
  readonly events: readonly AuditEvent[] | undefined;
  readonly expected?: number;
  readonly empty: ReactNode;
}

/** Events as sentences: who did what to what, and when. Each leads to its own place in the audit log. */
export function EventFeed({ events, expected = 5, empty }: EventFeedProps) {
  const place = usePlace();
  const linked = mayReadEvents(place);
  if (events?.length === 0) return empty;
  return (
    <ul className={classes.feed} aria-busy={events === undefined}>
      {events?.map((event) => (
        <li key={event.id} className={classes.event}>
          {linked ? (
            <Link {...auditLink(place, { event: event.id })} className={classes.link}>
              <EventSentence event={event} />
            </Link>
          ) : (
            <EventSentence event={event} />
          )}
          <span className={classes.time}>
            <RelativeTime at={event.at} />
          </span>
        </li>
      )) ??
        Array.from({ length: expected }, (_, index) => (
          <li key={index} className={classes.event}>
            <Skeleton height={13} my={4} width="60%" />
          </li>
        ))}
    </ul>
  );
}
