import type { IssueBody } from "@keywright/contract";
import { compact } from "../ui/search-state.ts";

type Narrowing = NonNullable<IssueBody["narrowing"]>;

/** A narrowing while it is filled in: an empty list narrows nothing. */
export interface NarrowingForm {
  readonly projects: readonly string[];
  readonly environments: readonly string[];
  readonly permissions: readonly string[];
  readonly allowedIps: readonly string[];
  readonly allowedOrigins: readonly string[];
}

export const NO_NARROWING = narrowingFormOf({});

export function narrowingFormOf({
  projects,
  environments,
  permissions,
  allowedIps,
  allowedOrigins,
}: Narrowing): NarrowingForm {
  return {
    projects: projects ?? [],
    environments: environments ?? [],
    permissions: permissions ?? [],
    allowedIps: allowedIps ?? [],
    allowedOrigins: allowedOrigins ?? [],
  };
}

/** Undefined where nothing is narrowed. Empty lists are not sent: to the server they would say "nothing at all". */
export function narrowingIn(form: NarrowingForm): Narrowing | undefined {
  const narrowing = compact({
    permissions: listed(form.permissions),
    projects: listed(form.projects),
    environments: listed(form.environments),
    allowedIps: listed(form.allowedIps),
    allowedOrigins: listed(form.allowedOrigins),
  });
  return Object.keys(narrowing).length > 0 ? narrowing : undefined;
}

function listed(values: readonly string[]): string[] | undefined {
  return values.length === 0 ? undefined : [...values];
}
