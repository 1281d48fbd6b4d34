import { ConnectorError } from "./connector-error.ts";

const PAGES_MAX = 100;
const ITEMS_MAX = 10_000;

interface Page<T, Cursor> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: Cursor | undefined;
}

/** Everything on all pages, if they come to an end. */
export async function allPages<T, Cursor extends string | number>(
  { title, to }: { readonly title: string; readonly to: string },
  getPage: (cursor: Cursor | undefined) => Promise<Page<T, Cursor>>,
): Promise<T[]> {
  let items: T[] = [];
  let cursor: Cursor | undefined;
  const seen = new Set<Cursor>();
  for (let pages = 0; pages < PAGES_MAX && items.length <= ITEMS_MAX; pages++) {
    const page: Page<T, Cursor> = await getPage(cursor);
    items = items.concat(page.items);
    cursor = page.next;
    if (cursor === undefined) return items;
    if (seen.has(cursor)) {
      throw new ConnectorError(
        "unexpected_answer",
        `Could not ${to}: ${title} gives the same page again and again.`,
      );
    }
    seen.add(cursor);
  }
  throw new ConnectorError(
    "too_large",
    `Could not ${to}: ${title} gives more than ${PAGES_MAX} pages or ${ITEMS_MAX} entries. Give the credentials a narrower reach.`,
  );
}
