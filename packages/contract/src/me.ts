import { z } from "zod";
import { PageQuery } from "./pagination.ts";
import { Flag, Narrowing, Token } from "./token-shapes.ts";
import { Principal } from "./verification.ts";
import { defineRoute } from "./route.ts";
import { ProjectRestriction } from "./role-shapes.ts";

const HeldRole = z.object({ id: z.string(), name: z.string() });

/** A token's key, or the session of a person as a member of one organization. */
const MyPrincipal = Principal.partial({ tokenId: true, keyId: true, role: true, exposure: true }).extend({
  type: z.enum(["token", "member"]),
  memberId: z.string().optional(),
  email: z.string().optional(),
  /** `org` for a person: they act in an organization and in what their roles reach there. */
  entityType: Principal.shape.entityType,
});

const Me = z.object({
  principal: MyPrincipal,
  /** The token's role. */
  role: HeldRole.optional(),
  /** The roles that the authority comes from: a token's one, or all that a person holds in the organization. */
  roles: z.array(HeldRole.extend({ teamId: z.string().optional() })),
  /** What the principal may do at this moment, wildcards expanded, narrowing applied. */
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
  summary: "Answer 200 for any active token, and for anyone who has signed in",
  permission: "any_token",
  response: z.object({
    tokenId: z.string().optional(),
    memberId: z.string().optional(),
    entityType: z.string(),
  }),
});

const MyToken = Token.extend({
  /** Absent for a token of the organization. */
  team: z.object({ id: z.string(), name: z.string() }).optional(),
});

export const listMyTokens = defineRoute({
  id: "listMyTokens",
  method: "GET",
  path: "/v1/me/tokens",
  tag,
  summary: "List one's personal tokens in the organization, of all its teams",
  permission: "any_token",
  query: PageQuery.extend({ all: Flag.default(false).describe("Ended tokens too.") }),
  list: "tokens",
  response: MyToken,
  errors: ["person_required"],
});
