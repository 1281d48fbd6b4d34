import { api } from "@keywright/contract";
import { Readable } from "node:stream";
import type { Db } from "../db/database.ts";
import { windowAfter } from "../db/paging.ts";
import type { ReadmitStream, Streamed } from "../streamed.ts";
import { csvHead, csvLine } from "./csv.ts";
import { type EventFilter, listAuditEventRows } from "./queries.ts";
import { showEvent } from "./show.ts";

const ROWS_PER_READ = 500;
const FORMATS = {
  csv: { type: "text/csv", head: csvHead(), line: csvLine },
  jsonl: { type: "application/jsonl", head: "", line: (event: unknown) => `${JSON.stringify(event)}\n` },
} as const;

export function exportOf(
  db: Db,
  filter: EventFilter,
  format: keyof typeof FORMATS,
  readmit: ReadmitStream,
): Streamed {
  return {
    type: FORMATS[format].type,
    headers: { "content-disposition": `attachment; filename="audit-events.${format}"` },
    body: Readable.from(eventsAsText(db, filter, format, readmit), { objectMode: false }),
  };
}

/** Read as fast as it is taken. Who loses the permission meanwhile gets no more of it, and a broken answer, not a short one. */
async function* eventsAsText(
  db: Db,
  filter: EventFilter,
  format: keyof typeof FORMATS,
  readmit: ReadmitStream,
): AsyncGenerator<string, void, undefined> {
  const { head, line } = FORMATS[format];
  if (head) yield head;
  let window = windowAfter(undefined, ROWS_PER_READ);
  for (;;) {
    const rows = await listAuditEventRows(db, filter, window);
    const text = rows.map((row) => line(api.exportAuditEvents.response.parse(showEvent(row)))).join("");
    if (text) yield text;
    if (rows.length < ROWS_PER_READ) return;
    window = windowAfter(rows.at(-1)?.id, ROWS_PER_READ);
    await readmit();
  }
}
