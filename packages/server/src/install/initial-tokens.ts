import type { Catalogue } from "@keywright/policy";
import { type NarrowingClaim, narrowingToClaim } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import { addProject } from "../projects/projects.ts";
import type { RoleRow } from "../roles/find.ts";
import { kindRoleFields, type TokenKind } from "../roles/kind-roles.ts";
import { addRole } from "../roles/roles.ts";
import { storeToken } from "../tokens/issue.ts";
import type { Mint } from "../tokens/mint.ts";
import type { InitialToken } from "./initial-token-settings.ts";

/** For environments that are named where no project is. */
const DEFAULT_PROJECT = "default";

interface FirstTeam {
  readonly orgId: string;
  readonly team: { readonly id: string; readonly slug: string };
  readonly admin: RoleRow;
  readonly catalogue: Catalogue;
  /** Keeps a value where its setting says. */
  readonly keep: (file: string, value: string) => Promise<void>;
}

/** The tokens that the settings name, with the roles, projects and environments that they need. No event. */
export async function issueInitialTokens(
  work: Work,
  mint: Mint,
  { orgId, team, admin, catalogue, keep }: FirstTeam,
  tokens: readonly InitialToken[],
): Promise<{ id: string; name: string; role: string }[]> {
  const projects = new Map<string, string>();
  for (const [name, environments] of projectsFor(tokens)) {
    projects.set(name, (await addProject(work, { orgId, team, name, environments })).id);
  }
  const roles = new Map([["admin", admin]]);
  for (const kind of ["backend", "frontend"] satisfies TokenKind[]) {
    if (!tokens.some((token) => token.kind === kind)) continue;
    const place = { org: { id: orgId }, team, catalogue };
    roles.set(kind, await addRole(work, place, kindRoleFields(catalogue, kind)));
  }
  const issued: { id: string; name: string; role: string }[] = [];
  for (const { kind, name, file, ...reach } of tokens) {
    const role = theOne(roles, kind);
    const narrowing = narrowingTo(reach, projects);
    const exposure = kind === "frontend" ? "publishable" : "secret";
    const { token, key } = await storeToken(work, mint, { role, name, narrowing, exposure, expiresAt: null });
    await keep(file, key.value);
    issued.push({ id: token.id, name, role: role.slug });
  }
  return issued;
}

function narrowingTo(
  { project, environment }: Pick<InitialToken, "project" | "environment">,
  projects: ReadonlyMap<string, string>,
): NarrowingClaim | null {
  if (project === null && environment === null) return null;
  return narrowingToClaim({
    ...(project !== null && { projects: [theOne(projects, project)] }),
    ...(environment !== null && { environments: [environment] }),
  });
}

/** Without it a token would reach further than it was asked to. */
function theOne<Value>(made: ReadonlyMap<string, Value>, name: string): Value {
  const value = made.get(name);
  if (value === undefined) throw new Error(`${name} was not made`);
  return value;
}

/** Each project that is named with its environments; one that is named for all projects is of each. */
function projectsFor(tokens: readonly InitialToken[]): Map<string, string[]> {
  const environmentsOf = (project: string | null) =>
    tokens.flatMap((token) => (token.project === project ? (token.environment ?? []) : []));
  const ofAll = environmentsOf(null);
  const named = tokens.flatMap(({ project }) => project ?? []);
  const projects = new Set(named.length === 0 && ofAll.length > 0 ? [DEFAULT_PROJECT] : named);
  return new Map([...projects].map((name) => [name, [...new Set([...environmentsOf(name), ...ofAll])]]));
}
