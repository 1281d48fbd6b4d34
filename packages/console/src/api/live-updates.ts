import { ApiError } from "@keywright/sdk";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { clientOf } from "./client.ts";

const RECONNECT_MS = 3000;
/** Answers that another attempt would not change. */
const ENDED: ReadonlySet<number> = new Set([401, 403, 404]);
/** Changes come in bursts: one reload for all of them. */
const GATHER_MS = 250;

/** Reloads what a page shows when somebody else changes something in the organization. */
export function useLiveUpdates(org: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (org === undefined) return;
    const stop = new AbortController();
    void follow(org, queries, stop.signal);
    return () => stop.abort();
  }, [org, queries]);
}

async function follow(org: string, queries: QueryClient, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let touchesAuthority = false;
  const reload = (hasRevision: boolean) => {
    touchesAuthority ||= hasRevision;
    clearTimeout(timer);
    timer = setTimeout(() => {
      void queries.invalidateQueries({ queryKey: [org] });
      // What one may do may have changed as well.
      if (touchesAuthority) void queries.invalidateQueries({ queryKey: [""] });
      touchesAuthority = false;
    }, GATHER_MS);
  };
  let isFirst = true;
  while (!signal.aborted) {
    try {
      for await (const { revision, activity } of clientOf(org).followChanges({}, { signal })) {
        // The first message says where the stream begins: news only after a gap.
        if (!isFirst || activity) reload(revision !== undefined);
        isFirst = false;
      }
    } catch (error) {
      // Signed out, or no member any more: reading the account leads to where that ends.
      if (error instanceof ApiError && ENDED.has(error.status)) {
        return void queries.invalidateQueries({ queryKey: [""] });
      }
      // A server that restarts, a laptop that sleeps: the next attempt tells.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
  clearTimeout(timer);
}
