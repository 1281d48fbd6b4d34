import { z } from "zod";
import { CURSOR_MAX_LENGTH, PAGE_MAX, PER_PAGE_DEFAULT, PER_PAGE_MAX } from "./limits.ts";

/** Lists are newest first. `cursor` continues where a page ended; `page` jumps, and is ignored beside a cursor. */
export const PageQuery = z.strictObject({
  per_page: z.coerce.number<number>().int().min(1).max(PER_PAGE_MAX).default(PER_PAGE_DEFAULT),
  page: z.coerce.number<number>().int().min(1).max(PAGE_MAX).default(1),
  cursor: z.string().min(1).max(CURSOR_MAX_LENGTH).optional(),
});
export type PageQuery = z.output<typeof PageQuery>;

/** `cursor` is absent on the last page; `count` is the number of rows on this one. */
export const Pagination = z.object({
  hasNextPage: z.boolean(),
  cursor: z.string().optional(),
  count: z.int(),
  /** Of all pages together, where a list can be asked for it; not exact above 10,000. */
  total: z.object({ count: z.int(), exact: z.boolean() }).optional(),
});
export type Pagination = z.infer<typeof Pagination>;
