import { z } from "zod";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "./limits.ts";
import { Email, Instant, Name, plainText, SluggableName } from "./names.ts";
import { defineRoute } from "./route.ts";

/** The part of a link behind the `#`. Of any form: one that cannot be right is answered like one that is used up. */
const LinkSecret = z.string().min(1).max(200);
const Password = plainText(PASSWORD_MAX_LENGTH).min(
  PASSWORD_MIN_LENGTH,
  `must have at least ${PASSWORD_MIN_LENGTH} characters`,
);

const Place = z.object({ id: z.string(), name: z.string() });

const SetupBody = z.strictObject({
  secret: LinkSecret,
  name: Name,
  email: Email,
  password: Password,
  /** Names for the first organization and team, which are there already. */
  orgName: SluggableName.optional(),
  teamName: SluggableName.optional(),
});

const Invitation = z.object({
  org: Place,
  team: Place.optional(),
  email: z.string(),
  name: z.string().optional(),
  invitedBy: z.string().optional(),
  expiresAt: Instant,
  /** Then the person signs in first, and gives neither name nor password. */
  hasAccount: z.boolean(),
});

const AcceptBody = z.strictObject({
  secret: LinkSecret,
  name: Name.optional(),
  password: Password.optional(),
});
const tag = "Sign-in";

export const getSetup = defineRoute({
  id: "getSetup",
  method: "GET",
  path: "/v1/setup",
  tag,
  summary: "Ask whether the installation still waits for its first person",
  permission: "public",
  response: z.object({ pending: z.boolean() }),
});
export const setUp = defineRoute({
  id: "setUp",
  method: "POST",
  path: "/v1/setup",
  tag,
  summary: "Become the first person, with the link printed at start, and sign in",
  permission: "public",
  body: SetupBody,
  response: z.object({ org: z.string(), team: z.string() }),
  errors: ["setup_invalid"],
});
export const inspectInvitation = defineRoute({
  id: "inspectInvitation",
  method: "POST",
  reads: true,
  path: "/v1/invitations/inspect",
  tag,
  summary: "See what an invitation is to",
  permission: "public",
  body: z.strictObject({ secret: LinkSecret }),
  response: Invitation,
  errors: ["invitation_invalid"],
});
export const acceptInvitation = defineRoute({
  id: "acceptInvitation",
  method: "POST",
  path: "/v1/invitations/accept",
  tag,
  summary: "Accept an invitation, and sign in",
  permission: "public",
  body: AcceptBody,
  response: z.object({ org: z.string(), team: z.string().optional() }),
  errors: ["invitation_invalid", "sign_in_required"],
});
