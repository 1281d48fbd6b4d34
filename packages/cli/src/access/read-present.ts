import { type Api, type DataOf, PER_PAGE_MAX } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import type { LevelAccess, Role, TeamAccess } from "./access.ts";
import { canonicalProject, given, sorted } from "./canonical.ts";
import {
  catalogueFromApi,
  definitionFromApi,
  type OrgRole,
  projectFromApi,
  settingsFromApi,
  type TeamRole,
  trustRuleFromApi,
} from "./from-api.ts";
import type { LevelParts, Parts, TeamParts } from "./parts.ts";
import type { LevelFacts, Present } from "./present.ts";
import { unlessForbidden } from "./tokens-of.ts";

/** Enough to be quick, few enough not to be a burden. */
const REQUESTS_AT_ONCE = 8;
const query = { per_page: PER_PAGE_MAX };

/** What there is, all pages of it, as far as it is asked for. */
export async function readPresent(api: Client, teamId: string | undefined, parts: Parts): Promise<Present> {
  const catalogue = catalogueFromApi(await api.getCatalogue());
  const team = parts.team && teamId !== undefined ? await readTeam(api, teamId, parts.team) : undefined;
  const org = parts.org && (await readOrg(api, parts.org));
  return {
    ...given({ teamId }),
    access: given({
      team: team?.access,
      org: org?.access,
      platform: parts.platform && { permissions: catalogue.operators },
    }),
    levels: given({ team: team?.facts, org: org?.facts }),
    permissions: catalogue.permissions,
    ownPermissions: catalogue.own,
  };
}

interface ReadLevel<A extends LevelAccess> {
  readonly access: A;
  readonly facts: LevelFacts;
}

async function readTeam(api: Client, teamId: string, parts: TeamParts): Promise<ReadLevel<TeamAccess>> {
  const at = { params: { teamId }, query };
  const roles = parts.roles ? await Array.fromAsync(api.listRoles.rows(at)) : undefined;
  const members = parts.members ? await Array.fromAsync(api.listMembers.rows(at)) : undefined;
  const rules = parts.trustRules ? await Array.fromAsync(api.listTrustRules.rows(at)) : undefined;
  const settings = parts.settings ? settingsFromApi(await api.getTeam({ params: { teamId } })) : undefined;
  const projects = parts.projects && (await readProjects(api, teamId, parts.projects));
  return {
    access: {
      ...levelAccess(settings, roles, members),
      ...given({ projects, trustRules: rules && byKey(rules, nameOf, trustRuleFromApi) }),
    },
    facts: levelFacts(roles, members, rules),
  };
}

async function readOrg(api: Client, parts: LevelParts): Promise<ReadLevel<LevelAccess>> {
  const roles = parts.roles ? await Array.fromAsync(api.listOrgRoles.rows({ query })) : undefined;
  const members = parts.members ? await Array.fromAsync(api.listOrgMembers.rows({ query })) : undefined;
  const settings = parts.settings ? settingsFromApi(await api.getOwnOrg()) : undefined;
  return { access: levelAccess(settings, roles, members), facts: levelFacts(roles, members) };
}

async function readProjects(api: Client, teamId: string, how: "names" | "whole") {
  const list = Array.fromAsync(api.listProjects.rows({ params: { teamId }, query }));
  if (how === "names") {
    const rows = await unlessForbidden(list);
    return rows && byKey(rows, idOf, (row) => canonicalProject(row.id, row));
  }
  const whole = await inBatches(await list, ({ id }) =>
    api.getProject({ params: { teamId, projectId: id } }),
  );
  return byKey(whole, idOf, projectFromApi);
}

type Member = DataOf<Api["listMembers"]>;

function levelAccess(
  settings: LevelAccess["settings"],
  roles: readonly (TeamRole | OrgRole)[] | undefined,
  members: readonly Member[] | undefined,
): LevelAccess {
  const toRole = (role: TeamRole | OrgRole): Role => ({
    // What always is everything need not be said, and cannot.
    ...(!isFixed(role) && { definition: definitionFromApi(role) }),
    ...(members && {
      members: sorted(members.filter((member) => member.roles.includes(role.id)).map(emailOf)),
    }),
  });
  return given({ settings, roles: roles && byKey(roles, idOf, toRole) });
}

function levelFacts(
  roles: readonly (TeamRole | OrgRole)[] = [],
  members: readonly Member[] = [],
  rules: readonly { readonly id: string; readonly name: string }[] = [],
): LevelFacts {
  const factsOf = (role: TeamRole | OrgRole) => ({
    builtIn: role.kind !== "custom",
    fixed: isFixed(role),
    tokens: role.tokens,
    members: role.members,
  });
  return {
    roles: byKey(roles, idOf, factsOf),
    memberIds: byKey(members, emailOf, idOf),
    trustRuleIds: byKey(rules, nameOf, idOf),
  };
}

function isFixed({ kind }: TeamRole | OrgRole): boolean {
  return kind === "owner" || kind === "operator";
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function emailOf({ emails }: Member): string {
  return (emails[0]?.address ?? "").toLowerCase();
}

function byKey<T, U>(rows: readonly T[], key: (row: T) => string, value: (row: T) => U): Map<string, U> {
  const entries = rows.map((row) => [key(row), value(row)] as const);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function inBatches<T, U>(rows: readonly T[], read: (row: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  for (let at = 0; at < rows.length; at += REQUESTS_AT_ONCE) {
    results.push(...(await Promise.all(rows.slice(at, at + REQUESTS_AT_ONCE).map(read))));
  }
  return results;
}
