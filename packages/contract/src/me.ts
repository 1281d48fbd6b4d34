import { z } from "zod";
import { Narrowing } from "./token-shapes.ts";
import { Principal } from "./verification.ts";
import { defineRoute } from "./route.ts";
import { ProjectRestriction } from "./role-shapes.ts";

const Me = z.object({
  principal: Principal,
  role: z.object({ id: z.string(), name: z.string() }),
  /** What the token may do at this moment, wildcards expanded, narrowing applied. */
  authority: z.object({
    permissions: z.array(z.string()),
    /** By team; absent when every team is reached without restriction. */
    restrictions: z.array(z.object({ teamId: z.string(), restrictions: ProjectRestriction })).optional(),
    narrowing: Narrowing.optional(),
  }),
  revision: z.int(),
});
const tag = "Who am I";

export const getMe = defineRoute({
  id: "getMe",
  method: "GET",
  path: "/v1/me",
  tag,
  summary: "Who am I, and what may I do now",
  permission: "any_token",
  response: Me,
});
export const login = defineRoute({
  id: "login",
  method: "GET",
  path: "/v1/login",
  tag,
  summary: "Answer 200 for any active token",
  permission: "any_token",
  response: z.object({ tokenId: z.string(), entityType: z.string() }),
});
