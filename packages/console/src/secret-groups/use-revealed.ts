import { useCallback, useState } from "react";
import { useTeamPlace } from "../app/place.ts";
import { type Entry, type GroupValues, type Part, PARTS, valuesOf } from "./group-values.ts";
import type { GroupParams } from "./use-group.ts";

export interface Revealed {
  valueOf(part: Part, name: string): Entry | undefined;
  /** When what is shown was last edited, as far as that is known. */
  readonly asOf: string | undefined;
  readonly any: boolean;
  readonly error: unknown;
  readonly pending: boolean;
  reveal(part: Part, name: string): Promise<void>;
  revealAll(): Promise<void>;
  hide(part: Part, name: string): void;
  hideAll(): void;
  /** For copying: it is not shown, and not kept. */
  fetchOne(part: Part, name: string): Promise<Entry | undefined>;
}

interface Shown {
  readonly values: ReadonlyMap<string, Entry>;
  readonly asOf: string | undefined;
}

const NOTHING: Shown = { values: new Map(), asOf: undefined };
const keyOf = (part: Part, name: string) => `${part}/${name}`;

/** Values that are shown, and no others: fetched when they are asked for, dropped when they are hidden or left. */
export function useRevealed(params: GroupParams): Revealed {
  const { client } = useTeamPlace();
  const [shown, setShown] = useState(NOTHING);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();

  async function fetchValues(): Promise<{ values: GroupValues; asOf: string } | undefined> {
    setPending(true);
    setError(undefined);
    try {
      const { secrets, updatedAt } = await client.getSecretGroup({ params });
      return { values: valuesOf(secrets), asOf: updatedAt };
    } catch (refusal) {
      setError(refusal);
      return undefined;
    } finally {
      setPending(false);
    }
  }
  return {
    valueOf: (part, name) => shown.values.get(keyOf(part, name)),
    asOf: shown.asOf,
    any: shown.values.size > 0,
    error,
    pending,
    async reveal(part, name) {
      const fetched = await fetchValues();
      const entry = fetched?.values[part].get(name);
      if (!fetched || !entry) return;
      setShown((old) => ({
        values: new Map(old.values).set(keyOf(part, name), entry),
        asOf: old.asOf ?? fetched.asOf,
      }));
    },
    async revealAll() {
      const fetched = await fetchValues();
      if (!fetched) return;
      const all = PARTS.flatMap((part) =>
        [...fetched.values[part]].map(([name, entry]) => [keyOf(part, name), entry] as const),
      );
      setShown({ values: new Map(all), asOf: fetched.asOf });
    },
    hide: (part, name) =>
      setShown(({ values, asOf }) => {
        const left = new Map(values);
        left.delete(keyOf(part, name));
        return left.size === 0 ? NOTHING : { values: left, asOf };
      }),
    hideAll: useCallback(() => setShown(NOTHING), []),
    fetchOne: async (part, name) => (await fetchValues())?.values[part].get(name),
  };
}
