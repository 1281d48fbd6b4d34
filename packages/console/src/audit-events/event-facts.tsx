import { Anchor, Code } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { usePlace } from "../app/place.ts";
import { exactTime } from "../ui/relative-time.tsx";
import { auditLink, targetLink } from "./audit-links.ts";
import type { AuditEvent } from "./audit-reads.ts";
import classes from "./event-facts.module.css";

const ACTORS = { token: "API token", member: "Member", system: "Keywright itself", trust_rule: "Trust rule" };

/** When, who, from where; and the ways on to the thing, and to what else happened. */
export function EventFacts({ event }: { readonly event: AuditEvent }) {
  const place = usePlace();
  const { actor, target, origin, ip, userAgent, requestId, revision } = event;
  const thing = targetLink(place, event);
  return (
    <dl className={classes.facts}>
      <Fact name="When">{exactTime(event.at)}</Fact>
      <Fact name="Who">
        {ACTORS[actor.type]} <bdi>{actor.name}</bdi>
        {actor.keyId !== undefined && <Code block>{actor.keyId}</Code>}
        <More link={auditLink(place, { actor: actor.id })}>All they did</More>
      </Fact>
      <Fact name="What">
        <Code>{event.action}</Code>
      </Fact>
      <Fact name="Target">
        {target.type.replaceAll("-", " ")} <Code>{target.id}</Code>
        {thing && <More link={thing}>Open it</More>}
        <More link={auditLink(place, { target: target.id })}>All that was done to it</More>
      </Fact>
      {event.teamId !== undefined && <Fact name="Team">{event.teamId}</Fact>}
      {event.projectId !== undefined && <Fact name="Project">{event.projectId}</Fact>}
      <Fact name="From">
        {origin === "api" ? "API" : "system"}
        {ip !== undefined && <> at {ip}</>}
        {userAgent !== undefined && <div className={classes.agent}>{userAgent}</div>}
      </Fact>
      {revision !== undefined && <Fact name="Revision">{String(revision)}</Fact>}
      {requestId !== undefined && (
        <Fact name="Request">
          <Code>{requestId}</Code>
        </Fact>
      )}
      <Fact name="Event">
        <Code>{event.id}</Code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function More({ link, children }: { readonly link: LinkProps; readonly children: string }) {
  return (
    <div>
      <Anchor fz={13} renderRoot={(props) => <Link {...props} {...link} />}>
        {children}
      </Anchor>
    </div>
  );
}
