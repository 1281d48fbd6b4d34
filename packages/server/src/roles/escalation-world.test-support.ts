import type { RoleDefinition } from "@keywright/policy";
import type { Client } from "@keywright/sdk";
import type { ModelNarrowing } from "../../../policy/src/model.test-support.ts";
import { derive } from "../../test/exchange.ts";
import type { TestService } from "../../test/harness.ts";
import { claimsOf } from "../../test/tenants.ts";
import { ENVIRONMENT, type Held, PROJECTS, RANGES } from "./authority-model.test-support.ts";
import { type Narrowing, ORG, PROJECT, TEAM } from "./escalation-steps.test-support.ts";

type Shown =
  | Omit<Awaited<ReturnType<Client["createRole"]>>, "revision">
  | Omit<Awaited<ReturnType<Client["createOrgRole"]>>, "revision">;
export type Contents = Partial<Record<keyof Pick<Shown, "permissions" | "restrictions">, object | undefined>>;

export interface Role {
  /** Null: of the organization. */
  readonly team: string | null;
  readonly slug: string;
  definition: RoleDefinition;
}

export interface Token {
  readonly name: string;
  readonly id: string;
  readonly value: string;
  readonly client: Client;
  readonly role: Role;
  narrowing: ModelNarrowing | null;
}

/** An organization with two teams of two projects each, as the model knows it: what the service shows is believed. */
export class World {
  readonly client: Client;
  readonly teams: string[] = [];
  readonly members: string[] = [];
  readonly roles: Role[] = [];
  readonly #projects = new Set<string>();
  readonly #tokens: Token[] = [];
  readonly #kw: TestService;
  #people = 0;

  private constructor(kw: TestService, client: Client) {
    this.client = client;
    this.#kw = kw;
  }

  static async create(kw: TestService, name: string): Promise<World> {
    const { ownerToken } = await kw.operator.createOrg({ body: { name, ownerToken: { name: "root" } } });
    if (!ownerToken) throw new Error("the organization came without its owner's token");
    const world = new World(kw, kw.client(ownerToken.token));
    for (const team of ["Alpha", "Beta"]) await world.#addTeam(team);
    await world.readRoles();
    const owner = world.findRole(null, "owner");
    if (!owner) throw new Error("the organization has no owner role");
    world.addToken(ownerToken, owner, null);
    await world.#addManagers();
    return world;
  }

  /** They hold much, but each permission by its name: they have something to give, and something to climb to. */
  async #addManagers(): Promise<void> {
    const permissions = { teamScope: [...TEAM], projectScope: [...PROJECT] };
    for (const teamId of this.teams) {
      const params = { teamId };
      this.keepRole(teamId, await this.client.createRole({ params, body: { name: "r0", permissions } }));
      const issued = await this.client.issueToken({ params, body: { name: "manager", roleId: "r0" } });
      this.addToken(issued, this.findRole(teamId, "r0") as Role, null);
    }
    const orgPermissions = { ...permissions, orgScope: [...ORG] };
    this.keepRole(
      null,
      await this.client.createOrgRole({ body: { name: "o0", permissions: orgPermissions } }),
    );
    const issued = await this.client.issueOrgToken({ body: { name: "manager", roleId: "o0" } });
    this.addToken(issued, this.findRole(null, "o0") as Role, null);
  }

  async #addTeam(name: string): Promise<void> {
    const { id: teamId } = await this.client.createTeam({ body: { name } });
    this.teams.push(teamId);
    const params = { teamId };
    for (const project of PROJECTS) {
      await this.client.createProject({ params, body: { name: project, environments: [ENVIRONMENT] } });
      this.setProject(teamId, project, true);
    }
    const body = { email: this.newAddress(), roles: [] };
    this.members.push((await this.client.inviteMember({ params, body })).id);
  }

  newAddress(): string {
    return `person${++this.#people}@example.com`;
  }

  /** The tokens that work: a deleted role takes its own along. */
  get tokens(): readonly Token[] {
    return this.#tokens.filter(({ role }) => this.roles.includes(role));
  }

  addToken(
    { id, token: value }: { id: string; token: string },
    role: Role,
    narrowing: Narrowing | null,
  ): void {
    const name = `token ${this.#tokens.length}`;
    const client = this.#kw.client(value);
    this.#tokens.push({ name, id, value, client, role, narrowing: narrowing && modelNarrowing(narrowing) });
  }

  /** Where it is refused, there is nothing to compare. */
  async derive(parent: Token, narrowing: Narrowing | null): Promise<void> {
    const form = narrowing && { narrowing: JSON.stringify(narrowing) };
    const { token } = await derive(this.#kw, parent.value, form ?? {});
    if (token === "") return;
    this.addToken({ id: String(claimsOf(token)["sub"]), token }, parent.role, null);
    const derived = this.#tokens.at(-1) as Token;
    derived.narrowing = narrowedTwice(parent.narrowing, narrowing && modelNarrowing(narrowing));
  }

  findRole(team: string | null, slug: string): Role | undefined {
    return this.roles.find((role) => role.team === team && role.slug === slug);
  }

  keepRole(team: string | null, shown: Shown): void {
    const definition = definitionOf(team, shown);
    const known = this.findRole(team, shown.id);
    if (known) known.definition = definition;
    else this.roles.push({ team, slug: shown.id, definition });
  }

  forgetRole(role: Role): void {
    this.roles.splice(this.roles.indexOf(role), 1);
  }

  async readRoles(): Promise<void> {
    const query = { per_page: 100 };
    for (const shown of (await this.client.listOrgRoles({ query })).roles) this.keepRole(null, shown);
    for (const teamId of this.teams) {
      const { roles } = await this.client.listRoles({ params: { teamId }, query });
      for (const shown of roles) this.keepRole(teamId, shown);
    }
  }

  hasProject(team: string, project: string): boolean {
    return this.#projects.has(`${team}/${project}`);
  }

  setProject(team: string, project: string, isThere: boolean): void {
    if (isThere) this.#projects.add(`${team}/${project}`);
    else this.#projects.delete(`${team}/${project}`);
  }

  /** A new project of the same name is another one. */
  takeFromNarrowings(team: string, project: string): void {
    for (const token of this.#tokens) {
      const { narrowing, role } = token;
      if (role.team !== team || !narrowing?.projects) continue;
      token.narrowing = { ...narrowing, projects: narrowing.projects.filter((slug) => slug !== project) };
    }
  }
}

export function held({ role, narrowing }: Token): Held {
  return { role: role.definition, narrowing };
}

export function modelNarrowing({
  permissions,
  projects,
  environments,
  allowedIps,
}: Narrowing): ModelNarrowing {
  return {
    permissions: permissions ?? null,
    projects: projects ?? null,
    environments: environments ?? null,
    allowedIps: allowedIps ?? null,
    allowedOrigins: null,
  };
}

/** All that both leave; of addresses, the ranges that lie in both. */
function narrowedTwice(one: ModelNarrowing | null, other: ModelNarrowing | null): ModelNarrowing | null {
  if (!one || !other) return one ?? other;
  const common = (name: "permissions" | "projects" | "environments") =>
    one[name] && other[name]
      ? one[name].filter((text) => other[name]?.includes(text))
      : (one[name] ?? other[name]);
  const addresses = (ranges: readonly string[]) => ranges.flatMap((range) => RANGES[range] ?? []);
  const liesIn = (ranges: readonly string[], range: string) =>
    addresses([range]).every((address) => addresses(ranges).includes(address));
  const both = (mine: readonly string[], theirs: readonly string[]) =>
    Object.keys(RANGES).filter((range) => liesIn(mine, range) && liesIn(theirs, range));
  return {
    permissions: common("permissions"),
    projects: common("projects"),
    environments: common("environments"),
    allowedIps:
      one.allowedIps && other.allowedIps
        ? both(one.allowedIps, other.allowedIps)
        : (one.allowedIps ?? other.allowedIps),
    allowedOrigins: null,
  };
}

/** What a request makes of a role; with `before`, what an edit leaves as it is. */
export function definitionOf(
  team: string | null,
  { permissions, restrictions }: Contents,
  before?: RoleDefinition,
): RoleDefinition {
  const none = { platformScope: [], orgScope: [], teamScope: [], projectScope: [] };
  const contents = {
    permissions: permissions ? { ...none, ...permissions } : (before?.permissions ?? none),
    restrictions: restrictions ?? before?.restrictions ?? (team === null ? NO_TEAMS : NO_PROJECTS),
  };
  const place = team === null ? { level: "org" } : { level: "team", teamId: team };
  return { ...place, ...contents } as RoleDefinition;
}

const NO_TEAMS = { enabled: false, teams: [] };
const NO_PROJECTS = { enabled: false, projects: [], restrictionMode: "in", environments: null };
