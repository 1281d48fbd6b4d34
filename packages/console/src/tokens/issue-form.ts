import { type IssueBody, isOrigin } from "@keywright/contract";
import type { IssuableRole, Owner } from "./issuable-role.ts";
import { NO_EXPIRY, ON_A_DAY } from "./lifetimes.ts";
import { narrowingIn, type NarrowingForm, NO_NARROWING } from "./narrowing-form.ts";

/** What the dialog holds while it is filled in. */
export interface IssueForm extends NarrowingForm {
  readonly name: string;
  readonly description: string;
  readonly roleId: string | null;
  /** A value of `lifetimesUnder`; null until one is chosen. */
  readonly lifetime: string | null;
  /** `2026-12-31`, where a day is chosen. */
  readonly day: string;
  /** Null until one is chosen. */
  readonly owner: Owner | null;
  readonly exposure: "secret" | "publishable";
}

export const BLANK_ISSUE_FORM: IssueForm = {
  name: "",
  description: "",
  roleId: null,
  lifetime: null,
  day: "",
  owner: null,
  exposure: "secret",
  ...NO_NARROWING,
};

type Issue = Partial<IssueBody> & Pick<IssueBody, "name" | "roleId">;

/** Whose the token will be: of those who may own tokens of the role, the person who issues it if nothing else was chosen. */
export function ownerIn({ owner }: IssueForm, role: IssuableRole | undefined): Owner | undefined {
  const owners = role?.owners ?? [];
  return owner !== null && owners.includes(owner)
    ? owner
    : (owners.find((one) => one === "member") ?? owners[0]);
}

export function issueBody(form: IssueForm, role: IssuableRole, lifetime: string): Issue {
  const owner = ownerIn(form, role);
  const isPublishable = form.exposure === "publishable";
  const narrowing = narrowingIn(isPublishable ? form : { ...form, allowedOrigins: [] });
  return {
    name: form.name,
    roleId: role.id,
    ...(form.description && { description: form.description }),
    ...expiry(lifetime, form.day),
    ...(owner && { owner }),
    ...(isPublishable && { exposure: "publishable" as const }),
    ...(narrowing && { narrowing }),
  };
}

/** What was chosen among `lifetimesUnder`, as the API is told. */
export function expiry(lifetime: string, day: string): Pick<Issue, "expiresAt" | "lifetimeSeconds"> {
  if (lifetime === NO_EXPIRY) return { expiresAt: null };
  // The end of that day, where the reader is.
  if (lifetime === ON_A_DAY) return { expiresAt: new Date(`${day}T23:59:59`).toISOString() };
  return { lifetimeSeconds: Number(lifetime) };
}

/** Whether all is there that it cannot be issued without. */
export function isWhole(form: IssueForm, role: IssuableRole | undefined): boolean {
  if (form.name.trim() === "" || !role) return false;
  if (form.exposure === "secret") return true;
  if (!form.allowedOrigins.every(isOrigin)) return false;
  return form.environments.length > 0 && (role.publishable || form.permissions.length > 0);
}
