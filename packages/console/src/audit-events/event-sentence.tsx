import { actionWords } from "./action-words.ts";
import type { AuditEvent } from "./audit-reads.ts";
import classes from "./event-feed.module.css";

/** Who did what to what. Names are other people's words, so each keeps its own direction. */
export function EventSentence({ event }: { readonly event: AuditEvent }) {
  return (
    <span>
      <bdi className={classes.name}>{event.actor.name}</bdi> {actionWords(event.action)}{" "}
      <bdi className={classes.name}>{event.target.name}</bdi>
    </span>
  );
}
