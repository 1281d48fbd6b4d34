import { z } from "zod";
import { Issuer } from "./issuer.ts";
import { SSO_DOMAINS_MAX, SSO_SECRET_MAX_LENGTH } from "./limits.ts";
import { Email, plainText } from "./names.ts";
import { defineRoute } from "./route.ts";

/** In the letters of the domain name system; names in other scripts are given as `xn--…`. */
const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/,
    "must be like example.com",
  );
const Domains = z
  .array(Domain)
  .min(1, "must name the domains whose people sign in here")
  .max(SSO_DOMAINS_MAX)
  .refine((names) => new Set(names).size === names.length, { message: "must not repeat a domain" });

/** How an organization's people sign in with its own identity provider. Without `issuer` it is not set. */
const OrgSso = z.object({
  issuer: z.string().optional(),
  clientId: z.string().optional(),
  /** The secret itself is never answered. */
  hasClientSecret: z.boolean(),
  domains: z.array(z.string()),
  /** People of these domains reach the organization in no other way. Its owners do, so that nobody is locked out. */
  enforce: z.boolean(),
  /** People of these domains need no invitation; they join without roles. */
  autoJoin: z.boolean(),
  /** To be registered with the issuer, as where it sends people back to. */
  callbackUrl: z.string(),
});

const OrgSsoBody = z.strictObject({
  issuer: Issuer,
  clientId: plainText(200).trim().min(1),
  /** Left out it stays, as long as issuer and client stay. */
  clientSecret: plainText(SSO_SECRET_MAX_LENGTH).min(1).optional(),
  domains: Domains,
  enforce: z.boolean().default(false),
  autoJoin: z.boolean().default(false),
});

/** Why a sign-in came to nothing: `error` of the page `/sign-in`, where the browser is sent back to. */
export const SSO_ERRORS = {
  sso_state_invalid: "This sign-in was not begun in this browser, is over, or took too long. Begin again.",
  sso_denied: "Your organization's identity provider did not let you in.",
  sso_failed: "What your organization's identity provider answered could not be trusted.",
  sso_unavailable: "Your organization's identity provider cannot be reached at the moment.",
  sso_email_unverified: "Your organization's identity provider does not vouch for your e-mail address.",
  sso_email_foreign: "Your e-mail address is not of a domain of this organization.",
  sso_not_invited: "You have not been invited to this organization.",
  sso_account_exists:
    "There is an account with your address. Accept the invitation with it first; then you can sign in this way.",
  sso_other_identity: "Your membership belongs to another identity of your organization's identity provider.",
} as const;
export type SsoError = keyof typeof SSO_ERRORS;

const tag = "Single sign-on";

export const getOrgSso = defineRoute({
  id: "getOrgSso",
  method: "GET",
  path: "/v1/org-sso",
  tag,
  summary: "See how people sign in with the organization's own identity provider",
  permission: "org:admin:sso:read",
  response: OrgSso,
});
export const setOrgSso = defineRoute({
  id: "setOrgSso",
  method: "PUT",
  path: "/v1/org-sso",
  tag,
  summary: "Let people sign in with the organization's own identity provider",
  permission: "org:admin:sso:manage",
  body: OrgSsoBody,
  response: OrgSso,
  errors: ["domain_taken", "escalation"],
});
export const deleteOrgSso = defineRoute({
  id: "deleteOrgSso",
  method: "DELETE",
  path: "/v1/org-sso",
  tag,
  summary: "End single sign-on; sessions that began with it end",
  permission: "org:admin:sso:manage",
  response: z.object({}),
  errors: ["not_found"],
});
export const startSso = defineRoute({
  id: "startSso",
  method: "POST",
  path: "/v1/sso/start",
  tag,
  summary: "Begin to sign in: answers where to send the browser",
  permission: "public",
  body: z.strictObject({ email: Email }),
  response: z.object({ url: z.string() }),
  errors: ["not_found", "too_many_sign_ins", "issuer_unavailable"],
});
