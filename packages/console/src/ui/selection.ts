import { useState } from "react";

export interface Selection<Row> {
  readonly rows: readonly Row[];
  has(row: Row): boolean;
  isAll(rows: readonly Row[]): boolean;
  isSome(rows: readonly Row[]): boolean;
  toggle(row: Row): void;
  toggleAll(rows: readonly Row[]): void;
  clear(): void;
  labelOf(row: Row): string;
}

/** Which rows are ticked. Rows are known by their id, so a reload of the list keeps them. */
export function useSelection<Row extends { readonly id: string; readonly name: string }>(): Selection<Row> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map());
  const has = (row: Row) => chosen.has(row.id);
  const change = (edit: (next: Map<string, Row>) => void) => {
    const next = new Map(chosen);
    edit(next);
    setChosen(next);
  };
  const isAll = (rows: readonly Row[]) => rows.length > 0 && rows.every(has);
  return {
    rows: [...chosen.values()],
    has,
    isAll,
    isSome: (rows) => rows.some(has) && !rows.every(has),
    toggle: (row) => change((next) => (has(row) ? next.delete(row.id) : next.set(row.id, row))),
    toggleAll: (rows) =>
      change((next) => {
        const all = isAll(rows);
        for (const row of rows)
          if (all) next.delete(row.id);
          else next.set(row.id, row);
      }),
    clear: () => setChosen(new Map()),
    labelOf: (row) => `Select ${row.name}`,
  };
}
