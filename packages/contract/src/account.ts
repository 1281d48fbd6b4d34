import { z } from "zod";
import { defineRoute } from "./route.ts";

const HeldRole = z.object({ id: z.string(), name: z.string() });

const Membership = z.object({
  org: z.object({ id: z.string(), name: z.string(), suspended: z.boolean() }),
  memberId: z.string(),
  /** Whether they hold the role of the platform operator. */
  isOperator: z.boolean(),
  /** Roles of the organization. */
  roles: z.array(HeldRole),
  /** What they may do in the organization and the installation. */
  permissions: z.array(z.string()),
  /** Every team they reach, by a role of the team or of the organization. */
  teams: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      roles: z.array(HeldRole),
      /** What they may do in the team and at least one of its projects. */
      permissions: z.array(z.string()),
      /** Some of it reaches only certain projects or environments. */
      restricted: z.boolean(),
    }),
  ),
});

const Account = z.object({
  person: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    twoFactor: z.boolean(),
    /** The session began with single sign-on: it is good for one organization, and manages no password or passkey. */
    sso: z.boolean(),
  }),
  memberships: z.array(Membership),
  /** Whether the installation sends mail; otherwise links are shown to whoever makes them. */
  mail: z.boolean(),
});

export const getAccount = defineRoute({
  id: "getAccount",
  method: "GET",
  path: "/v1/account",
  tag: "Account",
  summary: "Who is signed in, where they are a member, and what they may do there",
  permission: "any_person",
  response: Account,
});
