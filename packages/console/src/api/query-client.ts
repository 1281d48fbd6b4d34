import { ApiError } from "@keywright/sdk";
import { QueryCache, QueryClient } from "@tanstack/react-query";

const RETRIES = 2;
const FRESH_MS = 10_000;

/** Use is counted all the time and announced to nobody, so what shows it asks again while somebody looks. */
export const WATCH_USE = { refetchInterval: 5000 } as const;

/** `onSignedOut`: the session has ended while a page was open. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isSignedOut(error)) onSignedOut();
        // What one may not see any more is shown no longer.
        if (isRefused(error)) query.setState({ data: undefined });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // A refusal stays one; only what never arrived, or broke on the way, is asked again.
        retry: (failures, error) => failures < RETRIES && !(error instanceof ApiError && error.status < 500),
      },
    },
  });
}

function isRefused(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}
