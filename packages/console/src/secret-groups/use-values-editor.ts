import type { CallOptions } from "@keywright/sdk";
import { useEffect, useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { type EditorRow, isTaken, rowsOf, valuesIn } from "./editor-rows.ts";
import { type GroupValues, NO_VALUES, PARTS, sameEntries, secretsOf, valuesOf } from "./group-values.ts";
import { mergeEntries } from "./merge-values.ts";
import { useGroupParams } from "./use-group.ts";

type Saved = "saved" | { readonly conflicts: readonly string[]; readonly theirs: GroupValues };

/** All of it in the state of the editor, gone when it closes. Without the right to read it begins empty. */
export function useValuesEditor(mayRead: boolean) {
  const { client } = useTeamPlace();
  const params = useGroupParams();
  const [base, setBase] = useState<GroupValues | undefined>(mayRead ? undefined : NO_VALUES);
  const [rows, setRows] = useState<readonly EditorRow[]>([]);
  const [loadError, setLoadError] = useState<unknown>();
  const { secretId, projectId, teamId } = params;
  const fetchValues = async (signal?: AbortSignal) =>
    valuesOf((await client.getSecretGroup({ params: { secretId, projectId, teamId } }, { signal })).secrets);

  useEffect(() => {
    if (!mayRead) return;
    const stop = new AbortController();
    fetchValues(stop.signal).then(
      (values) => {
        setBase(values);
        setRows(rowsOf(values));
      },
      (error: unknown) => !stop.signal.aborted && setLoadError(error),
    );
    return () => stop.abort();
    // Once: what somebody else edits meanwhile is merged when this is saved.
  }, [mayRead, secretId, projectId, teamId]);

  const save = useWrite(async (since: GroupValues, options: CallOptions): Promise<Saved> => {
    const theirs = mayRead ? await fetchValues() : undefined;
    const mine = valuesIn(rows);
    const merges = PARTS.map((part) => [part, mergeEntries(since[part], mine[part], (theirs ?? since)[part])] as const);
    const conflicts = merges.flatMap(([, merge]) => merge.conflicts);
    if (theirs && conflicts.length > 0) return { conflicts, theirs };
    const values = Object.fromEntries(merges.map(([part, { merged }]) => [part, merged])) as GroupValues;
    const edited = theirs ? PARTS.filter((part) => !sameEntries(values[part], theirs[part])) : PARTS;
    const body = { secrets: secretsOf(values, edited) };
    if (edited.length > 0) await client.updateSecretGroup({ params, body }, options);
    return "saved";
  });
  const set = (row: EditorRow) => setRows((old) => old.map((one) => (one.id === row.id ? row : one)));
  return {
    base,
    rows,
    loadError,
    save,
    isTaken: (row: EditorRow) => isTaken(rows, row),
    anyTaken: rows.some((row) => isTaken(rows, row)),
    set,
    add: (added: readonly EditorRow[]) => setRows((old) => [...old, ...added]),
    replace: (row: EditorRow, by: readonly EditorRow[]) =>
      setRows((old) => old.flatMap((one) => (one.id === row.id ? by : [one]))),
    remove: (row: EditorRow) => setRows((old) => old.filter(({ id }) => id !== row.id)),
    setBase,
  };
}
export type ValuesEditorState = ReturnType<typeof useValuesEditor>;
