import type { Pagination } from "@keywright/contract";

/** One page of rows, and how to go on. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly pagination: Pagination;
}
