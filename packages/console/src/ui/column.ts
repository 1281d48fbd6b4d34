import type { ReactNode } from "react";

export interface Column<Row> {
  readonly key: string;
  readonly title: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand right. */
  readonly align?: "right";
  readonly width?: number | string;
  /** The title of a column that needs none to be seen: menus. */
  readonly hiddenTitle?: boolean;
  /** What the list is sorted by when its title is pressed; pressed again, the other way round. */
  readonly sortBy?: string;
}

/** `name`, or `-name` for descending. */
export interface Sorting {
  readonly value: string;
  readonly onSort: (value: string) => void;
}
