import { createQueryClient } from "../api/query-client.ts";

/** Loads the page anew: nothing of whoever was signed in stays in memory. */
function leave(): void {
  const { pathname, search } = window.location;
  if (pathname.startsWith("/sign-in")) return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

export const queryClient = createQueryClient(leave);
