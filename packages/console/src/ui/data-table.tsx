import { Checkbox, Skeleton, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { Column, Sorting } from "./column.ts";
import { ColumnTitle } from "./column-title.tsx";
import type { Selection } from "./selection.ts";
import classes from "./data-table.module.css";

const ROW_HEIGHT = 37;

interface DataTableProps<Row> {
  /** What it lists, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they load: as many skeletons of their size stand in. */
  readonly rows: readonly Row[] | undefined;
  readonly expected?: number;
  /** How high a row will be, if not one line. */
  readonly rowHeight?: number;
  readonly rowKey: (row: Row) => string;
  /** Said instead of the table when there are no rows. */
  readonly empty: ReactNode;
  readonly selection?: Selection<Row>;
  readonly sorting?: Sorting;
}

/**
 * A table that becomes cards where the window is narrow. The first column names the row; a `<RowLink>` in it makes the whole
 * row a link. The roles are said, because browsers forget them when a table is shown as something else.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    expected = 8,
    rowHeight = ROW_HEIGHT,
    rowKey,
    empty,
    selection,
    sorting,
  } = props;
  if (rows?.length === 0) return empty;
  return (
    <Table className={classes.table} role="table" aria-label={label} aria-busy={rows === undefined}>
      <Table.Thead role="rowgroup" className={classes.head}>
        <Table.Tr role="row">
          {selection && (
            <Table.Th role="columnheader" w={40}>
              <Checkbox
                size="xs"
                aria-label="Select all on this page"
                checked={selection.isAll(rows ?? [])}
                indeterminate={selection.isSome(rows ?? [])}
                onChange={() => selection.toggleAll(rows ?? [])}
              />
            </Table.Th>
          )}
          {columns.map((column) => (
            <ColumnTitle key={column.key} column={column} sorting={sorting} />
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows?.map((row) => (
          <DataRow key={rowKey(row)} row={row} columns={columns} selection={selection} />
        )) ??
          Array.from({ length: expected }, (_, index) => (
            <SkeletonRow
              key={index}
              columns={columns}
              height={rowHeight}
              selectable={selection !== undefined}
            />
          ))}
      </Table.Tbody>
    </Table>
  );
}

interface DataRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly selection: Selection<Row> | undefined;
}

function DataRow<Row>({ row, columns, selection }: DataRowProps<Row>) {
  return (
    <Table.Tr role="row" className={classes.row} data-selected={selection?.has(row) || undefined}>
      {selection && (
        <Table.Td role="cell" className={classes.above}>
          <Checkbox
            size="xs"
            aria-label={selection.labelOf(row)}
            checked={selection.has(row)}
            onChange={() => selection.toggle(row)}
          />
        </Table.Td>
      )}
      {columns.map(({ key, title, cell, align, hiddenTitle }) => (
        <Table.Td key={key} role="cell" ta={align}>
          {typeof title === "string" && !hiddenTitle && (
            <span className={classes.cardTitle} aria-hidden>
              {title}
            </span>
          )}
          <div className={classes.content}>{cell(row)}</div>
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

interface SkeletonRowProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly height: number;
  readonly selectable: boolean;
}

function SkeletonRow<Row>({ columns, height, selectable }: SkeletonRowProps<Row>) {
  return (
    <Table.Tr role="row" className={classes.row} h={height}>
      {selectable && <Table.Td role="cell" />}
      {columns.map(({ key }, index) => (
        <Table.Td key={key} role="cell">
          <Skeleton height={13} width={index === 0 ? "60%" : "45%"} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
