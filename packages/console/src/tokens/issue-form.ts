import type { IssueBody } from "@keywright/contract";
import { NO_EXPIRY, ON_A_DAY } from "./lifetimes.ts";
import { narrowingIn, type NarrowingForm, NO_NARROWING } from "./narrowing-form.ts";

/** What the dialog holds while it is filled in. */
export interface IssueForm extends NarrowingForm {
  readonly name: string;
  readonly description: string;
  readonly roleId: string | null;
  /** A value of `lifetimesUnder`; null until it is known what is allowed. */
  readonly lifetime: string | null;
  /** `2026-12-31`, where a day is chosen. */
  readonly day: string;
  readonly owner: "member" | "team" | null;
  readonly publishable: boolean;
}

export const BLANK_ISSUE_FORM: IssueForm = {
  name: "",
  description: "",
  roleId: null,
  lifetime: null,
  day: "",
  owner: null,
  publishable: false,
  ...NO_NARROWING,
};

type Issue = Partial<IssueBody> & Pick<IssueBody, "name" | "roleId">;

export function issueBody(form: IssueForm, lifetime: string): Issue {
  const narrowing = narrowingIn(form);
  return {
    name: form.name,
    roleId: form.roleId ?? "",
    ...(form.description && { description: form.description }),
    ...expiry(lifetime, form.day),
    ...(form.owner && { owner: form.owner }),
    ...(form.publishable && { exposure: "publishable" as const }),
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
