import type { Cli } from "../../cli.ts";
import type { Connection } from "../../connection.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { type Event, eventPages, type Filters, queryFrom } from "./filters.ts";

/** What is written by several servers at the same time appears in any order within this time. */
const LOOK_BACK_MS = 60_000;

/** Prints what happens, the oldest first, until the person has seen enough. */
export async function follow(cli: Cli, options: Filters): Promise<void> {
  if (options.before !== undefined || cli.options.output !== undefined)
    throw new Failure(EXIT.usage, "What is followed has no end: leave out --before and --output.");
  const connection = await cli.connect();
  await cli.out.lines(eventsFromNow(connection, options), lineOf);
  throw new Failure(EXIT.noAnswer, "The server tells nothing more: the token has ended, or the server has.");
}

async function* eventsFromNow(connection: Connection, options: Filters): AsyncGenerator<Event> {
  const seen = new Map<string, number>();
  for (const event of await recentEvents(connection, options)) remember(seen, event);
  // The first message comes at once: nothing is missed between the look above and it.
  for await (const _ of connection.api.followChanges()) {
    for (const event of await recentEvents(connection, options)) {
      if (seen.has(event.id)) continue;
      remember(seen, event);
      yield event;
    }
    forgetOld(seen);
  }
}

async function recentEvents(connection: Connection, options: Filters): Promise<Event[]> {
  const after = new Date(Date.now() - LOOK_BACK_MS).toISOString();
  const events: Event[] = [];
  const query = { ...queryFrom(options), after };
  for await (const page of eventPages(connection, options, query)) events.push(...page.auditEvents);
  return events.toReversed();
}

function remember(seen: Map<string, number>, { id, at }: Event): void {
  seen.set(id, Date.parse(at));
}

function forgetOld(seen: Map<string, number>): void {
  const old = Date.now() - 2 * LOOK_BACK_MS;
  for (const [id, at] of seen) if (at < old) seen.delete(id);
}

function lineOf({ at, actor, action, target, teamId, ip, origin }: Event): string {
  const place = teamId === undefined ? "" : ` in ${teamId}`;
  return `${at}  ${actor.name}  ${action}  ${target.name}${place}  from ${ip ?? origin}`;
}
