import { z } from "zod";
import { Instant } from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";

/** A process that decides by this installation's authority and has a lease to do so. */
const Verifier = z.object({
  id: z.string(),
  name: z.string(),
  /** `verifier`: the in-process library; `server`: a Keywright server, which decides for its own API and doors. */
  kind: z.enum(["verifier", "server"]),
  /** What it sees: one organization, or the whole installation. */
  scope: z.enum(["org", "platform"]),
  connected: z.boolean(),
  /** The last revision it has confirmed, and how many it is behind. */
  revision: z.int(),
  lag: z.int(),
  connectedAt: Instant,
  leaseEndsAt: Instant,
});

export const listVerifiers = defineRoute({
  id: "listVerifiers",
  method: "GET",
  path: "/v1/verifiers",
  tag: "Verification",
  summary: "List who verifies: at which revision, and until when without hearing from a server",
  permission: [
    "team:admin:verification:read",
    "org:admin:verification:read",
    "platform:admin:verification:read",
  ],
  reach: "list",
  query: PageQuery,
  list: "verifiers",
  response: Verifier,
});
