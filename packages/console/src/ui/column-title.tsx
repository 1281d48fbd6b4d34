import { Table, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import type { Column, Sorting } from "./column.ts";
import classes from "./column-title.module.css";

interface ColumnTitleProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
}

export function ColumnTitle<Row>({ column, sorting }: ColumnTitleProps<Row>) {
  const { title, align, width, hiddenTitle, sortBy } = column;
  const direction = directionOf(sortBy, sorting?.value);
  return (
    <Table.Th role="columnheader" w={width} ta={align} aria-sort={direction}>
      {sortBy !== undefined && sorting ? (
        <UnstyledButton
          className={classes.button}
          onClick={() => sorting.onSort(direction === "ascending" ? `-${sortBy}` : sortBy)}
        >
          {title}
          {direction === "ascending" && <IconChevronUp size={13} aria-hidden />}
          {direction === "descending" && <IconChevronDown size={13} aria-hidden />}
        </UnstyledButton>
      ) : hiddenTitle ? (
        <VisuallyHidden>{title}</VisuallyHidden>
      ) : (
        title
      )}
    </Table.Th>
  );
}

function directionOf(sortBy: string | undefined, value: string | undefined) {
  if (sortBy === undefined || value === undefined) return undefined;
  if (value === sortBy) return "ascending";
  return value === `-${sortBy}` ? "descending" : "none";
}
