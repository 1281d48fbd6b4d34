import { callerId } from "../caller.ts";
import type { Handlers } from "../http/handlers.ts";
import type { LiveChanges } from "./live-changes.ts";

export function liveChangeHandlers({ live }: { live: LiveChanges }) {
  return {
    followChanges: async (_db, { org, caller }, _input, readmit) => ({
      type: "text/event-stream",
      // Proxies such as nginx would wait for more.
      headers: { "x-accel-buffering": "no" },
      body: live.follow({ orgId: org.id, principalId: callerId(caller), readmit }),
    }),
  } satisfies Partial<Handlers>;
}
