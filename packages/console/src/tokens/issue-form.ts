import type { IssueBody } from "@keywright/contract";
import { compact } from "../ui/search-state.ts";
import { NO_EXPIRY, ON_A_DAY } from "./lifetimes.ts";

/** What the dialog holds while it is filled in. */
export interface IssueForm {
  readonly name: string;
  readonly description: string;
  readonly roleId: string | null;
  /** A value of `lifetimesUnder`; null until it is known what is allowed. */
  readonly lifetime: string | null;
  /** `2026-12-31`, where a day is chosen. */
  readonly day: string;
  readonly owner: "member" | "team" | null;
  readonly publishable: boolean;
  readonly projects: readonly string[];
  readonly environments: readonly string[];
  readonly permissions: readonly string[];
  readonly allowedIps: readonly string[];
}

export const BLANK_ISSUE_FORM: IssueForm = {
  name: "",
  description: "",
  roleId: null,
  lifetime: null,
  day: "",
  owner: null,
  publishable: false,
  projects: [],
  environments: [],
  permissions: [],
  allowedIps: [],
};

type Issue = Partial<IssueBody> & Pick<IssueBody, "name" | "roleId">;

export function issueBody(form: IssueForm, lifetime: string): Issue {
  const narrowing = compact({
    permissions: listed(form.permissions),
    projects: listed(form.projects),
    environments: listed(form.environments),
    allowedIps: listed(form.allowedIps),
  });
  return {
    name: form.name,
    roleId: form.roleId ?? "",
    ...(form.description && { description: form.description }),
    ...expiry(lifetime, form.day),
    ...(form.owner && { owner: form.owner }),
    ...(form.publishable && { exposure: "publishable" as const }),
    ...(Object.keys(narrowing).length > 0 && { narrowing }),
  };
}

/** An empty list narrows nothing, and so is not sent: to the server it would say "nothing at all". */
function listed(values: readonly string[]): string[] | undefined {
  return values.length === 0 ? undefined : [...values];
}

function expiry(lifetime: string, day: string): Pick<Issue, "expiresAt" | "lifetimeSeconds"> {
  if (lifetime === NO_EXPIRY) return { expiresAt: null };
  // The end of that day, where the reader is.
  if (lifetime === ON_A_DAY) return { expiresAt: new Date(`${day}T23:59:59`).toISOString() };
  return { lifetimeSeconds: Number(lifetime) };
}
