import { useCallback, useEffect, useState } from "react";
import { type Outcome, useAttempt } from "../sign-in/attempt.ts";

/** A list of the sign-in library. It stays on its page, in no cache: sessions are known by their tokens. */
export function useLoaded<Data>(load: () => Promise<Outcome<Data>>) {
  const [data, setData] = useState<Data>();
  const { run, failure } = useAttempt();
  const reload = useCallback(async () => {
    const loaded = await run("load", load);
    if (loaded !== undefined) setData(() => loaded);
    // `run` and `load` are made anew with every rendering, and mean the same each time.
  }, []);
  useEffect(() => void reload(), [reload]);
  return { data, failure, reload };
}
