import {
  buildCatalogue,
  compileRole,
  type Catalogue,
  type CatalogueEntry,
  type Grant,
  type RoleDefinition,
} from "@keywright/policy";
import { UnsupportedChange, type Change, type EndChange } from "./changes.ts";
import { Directory, type ReadonlyDirectory } from "./directory.ts";
import { signingKeysOf, type SigningKey } from "./signing-keys.ts";

/** A role as it stands. Compiled on first use, and again when the catalogue has changed. */
export class Role {
  readonly id: string;
  readonly slug: string;
  readonly definition: RoleDefinition;
  #grant: Grant | undefined;
  #compiledFor: Catalogue | undefined;

  constructor(id: string, slug: string, definition: RoleDefinition) {
    this.id = id;
    this.slug = slug;
    this.definition = definition;
  }

  grantIn(catalogue: Catalogue): Grant {
    if (this.#grant === undefined || this.#compiledFor !== catalogue) {
      this.#grant = compileRole(catalogue, this.definition);
      this.#compiledFor = catalogue;
    }
    return this.#grant;
  }
}

export interface Project {
  readonly id: string;
  readonly slug: string;
}

export interface Team {
  readonly id: string;
  readonly slug: string;
  readonly projects: ReadonlyDirectory<Project>;
  /** The roles of this team. */
  readonly roles: ReadonlyDirectory<Role>;
}

export interface Org {
  readonly id: string;
  readonly slug: string;
  readonly suspended: boolean;
  readonly teams: ReadonlyDirectory<Team>;
  /** The roles of the organization itself, without those of its teams. */
  readonly roles: ReadonlyDirectory<Role>;
}

export type End = Pick<EndChange, "orgId" | "endsAt" | "forgetAt" | "reason">;

interface TeamTable extends Team {
  readonly projects: Directory<Project>;
  readonly roles: Directory<Role>;
}

interface OrgTable extends Org {
  readonly teams: Directory<TeamTable>;
  readonly roles: Directory<Role>;
  /** Where each role lives, by role id: a role may be deleted without naming its team. */
  readonly homes: Map<string, Directory<Role>>;
}

/** Everything a verifier knows about an installation. */
export interface Tables {
  catalogue: Catalogue;
  signingKeys: ReadonlyMap<string, SigningKey>;
  readonly orgs: Directory<OrgTable>;
  readonly tokenEnds: Map<string, End>;
  readonly keyEnds: Map<string, End>;
}

/** The state before the first change: no keys, no organizations, nothing allowed. */
export function emptyTables(): Tables {
  return {
    catalogue: buildCatalogue([]),
    signingKeys: new Map(),
    orgs: new Directory(),
    tokenEnds: new Map(),
    keyEnds: new Map(),
  };
}

/** Applies one change, in place. Deleting what is not there is no error: the outcome is the same. */
export function applyChange(tables: Tables, change: Change): void {
  switch (change.kind) {
    case "catalogue_set":
      tables.catalogue = catalogueOf(change.entries);
      return;
    case "signing_keys_set":
      tables.signingKeys = signingKeysOf(change.keys);
      return;
    case "org_set":
      return setOrg(tables, change.orgId, change.slug, change.suspended);
    case "org_deleted":
      return deleteOrg(tables, change.orgId);
    case "team_set":
      return setTeam(orgOf(tables, change.orgId), change.teamId, change.slug);
    case "team_deleted":
      return deleteTeam(tables.orgs.byId(change.orgId), change.teamId);
    case "project_set": {
      const team = teamOf(orgOf(tables, change.orgId), change.teamId);
      return team.projects.set({ id: change.projectId, slug: change.slug });
    }
    case "project_deleted":
      tables.orgs.byId(change.orgId)?.teams.byId(change.teamId)?.projects.delete(change.projectId);
      return;
    case "role_set":
      return setRole(orgOf(tables, change.orgId), new Role(change.roleId, change.slug, change.definition));
    case "role_deleted":
      return deleteRole(tables.orgs.byId(change.orgId), change.roleId);
    case "token_ended":
      return setEnd(tables.tokenEnds, change);
    case "key_ended":
      return setEnd(tables.keyEnds, change);
  }
  change satisfies never;
}

function catalogueOf(entries: readonly CatalogueEntry[]): Catalogue {
  try {
    return buildCatalogue(entries);
  } catch (cause) {
    throw new UnsupportedChange("The catalogue contradicts itself", { cause });
  }
}

function orgOf(tables: Tables, orgId: string): OrgTable {
  const org = tables.orgs.byId(orgId);
  if (org === undefined) throw new UnsupportedChange(`Organization ${orgId} is not known`);
  return org;
}

function teamOf(org: OrgTable, teamId: string): TeamTable {
  const team = org.teams.byId(teamId);
  if (team === undefined) throw new UnsupportedChange(`Team ${teamId} is not known`);
  return team;
}

function setOrg({ orgs }: Tables, id: string, slug: string, suspended: boolean): void {
  const known = orgs.byId(id);
  const { teams, roles, homes } = known ?? {
    teams: new Directory(),
    roles: new Directory(),
    homes: new Map(),
  };
  orgs.set({ id, slug, suspended, teams, roles, homes });
}

function deleteOrg(tables: Tables, orgId: string): void {
  tables.orgs.delete(orgId);
  for (const ends of [tables.tokenEnds, tables.keyEnds]) {
    for (const [id, end] of ends) if (end.orgId === orgId) ends.delete(id);
  }
}

function setTeam(org: OrgTable, id: string, slug: string): void {
  const { projects, roles } = org.teams.byId(id) ?? { projects: new Directory(), roles: new Directory() };
  org.teams.set({ id, slug, projects, roles });
}

function deleteTeam(org: OrgTable | undefined, teamId: string): void {
  for (const role of org?.teams.byId(teamId)?.roles ?? []) org?.homes.delete(role.id);
  org?.teams.delete(teamId);
}

function setRole(org: OrgTable, role: Role): void {
  const { definition } = role;
  const home = definition.level === "team" ? teamOf(org, definition.teamId).roles : org.roles;
  deleteRole(org, role.id);
  home.set(role);
  org.homes.set(role.id, home);
}

function deleteRole(org: OrgTable | undefined, roleId: string): void {
  org?.homes.get(roleId)?.delete(roleId);
  org?.homes.delete(roleId);
}

// An end is for good: a later change may bring it forward, never put it off.
function setEnd(ends: Map<string, End>, { id, orgId, endsAt, forgetAt, reason }: EndChange): void {
  const known = ends.get(id);
  if (known === undefined) {
    ends.set(id, { orgId, endsAt, forgetAt, reason });
    return;
  }
  const first = endsAt < known.endsAt ? { endsAt, reason } : known;
  const isKeptForEver = forgetAt === null || known.forgetAt === null;
  ends.set(id, {
    orgId,
    endsAt: first.endsAt,
    forgetAt: isKeptForEver ? null : Math.max(forgetAt, known.forgetAt),
    reason: first.reason,
  });
}
