import { z } from "zod";
import { defineRoute } from "./route.ts";

/** Says that there is something new, not what: whoever may see it asks for it. */
const LiveChange = z.object({
  /** The authority of the organization has changed; the first message says where it stands. */
  revision: z.int().optional(),
  /** Something else was written in the organization. */
  activity: z.literal(true).optional(),
});

export const followChanges = defineRoute({
  id: "followChanges",
  method: "GET",
  path: "/v1/changes",
  tag: "Live changes",
  summary: "Be told when something changes in the organization, until the token or session ends",
  permission: "any_token",
  response: LiveChange,
  streams: ["text/event-stream"],
  errors: ["too_many_streams"],
});
