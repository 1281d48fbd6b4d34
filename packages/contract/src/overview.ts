import { z } from "zod";
import { EXPIRING_SOON_DAYS, UNUSED_DAYS } from "./limits.ts";
import { defineRoute } from "./route.ts";

/** Each part is there for callers who may read what it is about: tokens and refusals, or verifiers. */
const TeamOverview = z.object({
  /** Of the tokens that the caller may see. */
  tokens: z
    .object({
      active: z.int(),
      expiringSoon: z.int().describe(`Active, and expire within ${EXPIRING_SOON_DAYS} days.`),
      unused30d: z.int().describe(`Active, issued at least ${UNUSED_DAYS} days ago and not used since then.`),
    })
    .optional(),
  /** Of the same tokens, in the last 24 hours; the most frequent reason first. */
  refusals24h: z.array(z.object({ verdict: z.string(), count: z.int() })).optional(),
  /** Who decides about the organization's tokens at this moment, servers too. */
  verifiers: z
    .object({
      live: z.int(),
      behind: z.int().describe("Live, and has not confirmed the newest revision yet."),
    })
    .optional(),
});

export const getTeamOverview = defineRoute({
  id: "getTeamOverview",
  method: "GET",
  path: "/overview",
  team: true,
  tag: "Usage",
  summary: "Read how the team is doing: its tokens, their refusals, and whether all verifiers are in step",
  permission: ["team:admin:team:read", "team:admin:api-tokens:read", "team:admin:verification:read"],
  response: TeamOverview,
});
