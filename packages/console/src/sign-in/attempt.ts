import { useRef, useState } from "react";

/** How the sign-in library says that it turned something down. */
export interface SignInRefusal {
  readonly status?: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

export type Outcome<T> = { readonly data: T | null; readonly error: SignInRefusal | null };

/** One attempt at a time. What it was turned down with stays until the next. */
export function useAttempt() {
  const running = useRef(false);
  const [pending, setPending] = useState<string>();
  const [failure, setFailure] = useState<SignInRefusal>();

  async function run<T>(name: string, attempt: () => Promise<Outcome<T>>): Promise<T | undefined> {
    if (running.current) return undefined;
    running.current = true;
    setPending(name);
    setFailure(undefined);
    try {
      const { data, error } = await attempt();
      if (error) setFailure(error);
      return error ? undefined : (data ?? undefined);
    } catch {
      setFailure({ message: "Keywright does not answer. Check your connection, and try again." });
      return undefined;
    } finally {
      running.current = false;
      setPending(undefined);
    }
  }
  return { run, pending, failure };
}
