import { useEffect, useState } from "react";
import { useTeamPlace } from "../app/place.ts";
import { type EditorRow, isTaken, rowsOf } from "./editor-rows.ts";
import type { GroupValues } from "./group-values.ts";
import { useGroupParams } from "./use-group.ts";
import { fetchValues } from "./use-save-values.ts";

/** All of it in the state of the editor, gone when it closes. Without the right to read it begins empty. */
export function useValuesEditor(mayRead: boolean) {
  const { client } = useTeamPlace();
  const { secretId, projectId, teamId } = useGroupParams();
  const [base, setBase] = useState<GroupValues>();
  const [rows, setRows] = useState<readonly EditorRow[]>([]);
  const [loadError, setLoadError] = useState<unknown>();

  useEffect(() => {
    if (!mayRead) return;
    const stop = new AbortController();
    // Once: what somebody else edits meanwhile is merged when this is saved.
    fetchValues(client, { secretId, projectId, teamId }, stop.signal).then(
      (values) => {
        setBase(values);
        setRows(rowsOf(values));
      },
      (error: unknown) => !stop.signal.aborted && setLoadError(error),
    );
    return () => stop.abort();
  }, [client, mayRead, secretId, projectId, teamId]);

  const replace = (row: EditorRow, by: readonly EditorRow[]) =>
    setRows((old) => old.flatMap((one) => (one.id === row.id ? by : [one])));
  return {
    base,
    rows,
    loadError,
    isTaken: (row: EditorRow) => isTaken(rows, row),
    replace,
    set: (row: EditorRow) => replace(row, [row]),
    remove: (row: EditorRow) => replace(row, []),
    add: (added: readonly EditorRow[]) => setRows((old) => [...old, ...added]),
  };
}
export type ValuesEditorState = ReturnType<typeof useValuesEditor>;
