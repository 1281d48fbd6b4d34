import { z } from "zod";
import { Instant, InstantInput, LoginRequestId, Name, plainText, Slug } from "./names.ts";
import { defineRoute } from "./route.ts";
import { LifetimeSeconds } from "./token-shapes.ts";

/** Under this name OAuth knows our own command line, the one client that people log in. */
export const CLI_CLIENT_ID = "keywright-cli";

/** A command line that wants to be logged in, and waits for a person to say as whom. */
const LoginRequest = z.object({
  id: z.string(),
  /** How the answer reaches it: through the browser, by asking again, or on the line of Northflank's command line. */
  kind: z.enum(["browser", "device", "northflank"]),
  /** What it calls itself. Anybody can call themselves anything. */
  clientName: z.string(),
  /** Of a device: to be compared with what it shows. */
  userCode: z.string().optional(),
  /** Where it was made. */
  origin: z.object({ ip: z.string().nullable(), userAgent: z.string().nullable() }),
  createdAt: Instant,
  expiresAt: Instant,
  status: z.enum(["pending", "approved", "denied", "redeemed", "expired"]),
});

/** The token that the command line is to get: it belongs to whoever approves. */
const ApproveBody = z
  .strictObject({
    /** Without it the role is one of the organization. */
    teamId: Slug.optional(),
    roleId: Slug,
    name: Name,
    /** Counted from when the command line takes the token. */
    lifetimeSeconds: LifetimeSeconds.optional(),
    expiresAt: InstantInput.nullish(),
  })
  .refine((body) => !(body.expiresAt != null && body.lifetimeSeconds !== undefined), {
    path: ["lifetimeSeconds"],
    message: "give expiresAt or lifetimeSeconds, not both",
  });

/** Where to send the browser, if the answer travels with it. */
const Answered = z.object({ redirectTo: z.string().optional() });

const tag = "Login requests";
const params = z.object({ loginRequestId: LoginRequestId });

export const findLoginRequest = defineRoute({
  id: "findLoginRequest",
  method: "POST",
  reads: true,
  path: "/v1/login-requests/find",
  tag,
  summary: "Find the request of a device by the code that it shows",
  permission: "any_person",
  /** Of any form: one that cannot be right is counted like one that is wrong. */
  body: z.strictObject({ userCode: plainText(100) }),
  response: LoginRequest,
  errors: ["not_found", "user_codes_locked"],
});
export const getLoginRequest = defineRoute({
  id: "getLoginRequest",
  method: "GET",
  path: "/v1/login-requests/{loginRequestId}",
  tag,
  summary: "See which command line wants to be logged in, and from where",
  permission: "any_person",
  params,
  response: LoginRequest,
  errors: ["not_found"],
});
export const approveLoginRequest = defineRoute({
  id: "approveLoginRequest",
  method: "POST",
  path: "/v1/login-requests/{loginRequestId}/approve",
  tag,
  summary: "Log the command line in, with a token of one's own from a role that one holds",
  permission: "any_person",
  asMember: true,
  params,
  body: ApproveBody,
  response: Answered,
  errors: [
    "not_found",
    "login_request_ended",
    "login_request_expired",
    "device_login_off",
    "unknown_reference",
    "escalation",
    "lifetime_not_allowed",
    "owner_not_allowed",
    "too_many_personal_tokens",
  ],
});
export const denyLoginRequest = defineRoute({
  id: "denyLoginRequest",
  method: "POST",
  path: "/v1/login-requests/{loginRequestId}/deny",
  tag,
  summary: "Refuse to log the command line in",
  permission: "any_person",
  asMember: true,
  params,
  response: Answered,
  errors: ["not_found", "login_request_ended", "login_request_expired"],
});
