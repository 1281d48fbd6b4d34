import { useEffect, useRef, useState } from "react";

export interface Asked<Data> {
  /** Again, when it has been asked before. */
  ask(): Promise<void>;
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly pending: boolean;
}

/**
 * What is asked of a platform when a person wants to know, and then only: no query, which would ask again by itself with
 * every change in the organization.
 */
export function useAsked<Data>(question: (signal: AbortSignal) => Promise<Data>): Asked<Data> {
  const [state, setState] = useState<Omit<Asked<Data>, "ask">>({
    data: undefined,
    error: undefined,
    pending: false,
  });
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  async function ask() {
    stop.current?.abort();
    const { signal } = (stop.current = new AbortController());
    setState(({ data }) => ({ data, error: undefined, pending: true }));
    try {
      const data = await question(signal);
      if (!signal.aborted) setState({ data, error: undefined, pending: false });
    } catch (error) {
      // What was there before is not known to be there still.
      if (!signal.aborted) setState({ data: undefined, error, pending: false });
    }
  }
  return { ask, ...state };
}
