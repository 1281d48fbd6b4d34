import { type CallOptions, ConnectionError } from "@keywright/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { randomId } from "./random-id.ts";

const WAITS_MS = [300, 1000, 3000];

type Send<Input, Output> = (input: Input, options: CallOptions) => Promise<Output>;

export interface Write<Input, Output> {
  /** Resolves to undefined when it was refused, and while another run is under way: a double click is one click. */
  run(input: Input): Promise<Output | undefined>;
  readonly pending: boolean;
  readonly error: unknown;
  reset(): void;
}

/**
 * A write, safe to send again: one idempotency key from when the dialog opens until the write is done. A lost connection
 * is tried again by itself. Answers stay with the caller: some carry a token's value, which no cache may keep.
 */
export function useWrite<Input, Output>(send: Send<Input, Output>): Write<Input, Output> {
  const queries = useQueryClient();
  const key = useRef(randomId());
  const running = useRef(false);
  const [state, setState] = useState<{ pending: boolean; error: unknown }>({
    pending: false,
    error: undefined,
  });

  async function run(input: Input): Promise<Output | undefined> {
    if (running.current) return undefined;
    running.current = true;
    setState({ pending: true, error: undefined });
    try {
      const output = await insist(() => send(input, { idempotencyKey: key.current }));
      key.current = randomId();
      setState({ pending: false, error: undefined });
      void queries.invalidateQueries();
      return output;
    } catch (error) {
      setState({ pending: false, error });
      return undefined;
    } finally {
      running.current = false;
    }
  }
  return { run, ...state, reset: () => setState({ pending: false, error: undefined }) };
}

async function insist<Output>(attempt: () => Promise<Output>): Promise<Output> {
  for (const waitMs of WAITS_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return attempt();
}
