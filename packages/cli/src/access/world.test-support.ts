import type {
  Access,
  Level,
  PermissionFlags,
  Project,
  RoleDefinition,
  Settings,
  TrustRule,
} from "./access.ts";
import type { LevelFacts, Present } from "./present.ts";
import type { Step } from "./steps.ts";

export const TEAM = "web";
export const OWN_PERMISSIONS = [
  "platform:admin:catalogue:update",
  "org:admin:members:read",
  "team:admin:roles:read",
  "team:admin:team:read",
  "project:projects:manage:read",
  "project:secrets:secret-groups:list",
];
const BUILT_IN: Record<Level, Record<string, "fixed" | "editable">> = {
  team: { owner: "fixed", admin: "editable", default: "editable" },
  org: { owner: "fixed", operator: "fixed", admin: "editable" },
};
const PLAIN: RoleDefinition = { name: "", permissions: { teamScope: [], projectScope: [] } };

interface Place {
  settings: Settings;
  readonly roles: Map<string, RoleDefinition>;
  readonly people: Set<string>;
  /** `role email`. */
  readonly holds: Set<string>;
}

/** A server as simple as can be, which refuses what the real one refuses, and anything that is not as a step supposes. */
export class World {
  private readonly projects = new Map<string, Project>();
  private readonly rules = new Map<string, TrustRule>();
  private catalogue = new Map<string, PermissionFlags>();
  private readonly places: Record<Level, Place> = { team: newPlace("team"), org: newPlace("org") };

  /** As somebody left it: everything that `access` says, with nobody asking how it came about. */
  constructor({ team, org, platform }: Access) {
    for (const [id, project] of team?.projects ?? []) this.projects.set(id, project);
    for (const [name, rule] of team?.trustRules ?? []) this.rules.set(name, rule);
    this.catalogue = new Map(platform?.permissions);
    for (const [level, said] of [
      ["team", team],
      ["org", org],
    ] as const) {
      const place = this.places[level];
      place.settings = {
        ...place.settings,
        ...said?.settings,
        tokenPolicy: { ...place.settings.tokenPolicy, ...said?.settings?.tokenPolicy },
        expiryNotices: { ...place.settings.expiryNotices, ...said?.settings?.expiryNotices },
      };
      for (const [id, { definition, members = [] }] of said?.roles ?? []) {
        if (definition) place.roles.set(id, definition);
        for (const email of members) {
          place.people.add(email);
          place.holds.add(`${id} ${email}`);
        }
      }
    }
  }

  do(step: Step): void {
    switch (step.kind) {
      case "permissions": {
        must(step.action === "edit", "a catalogue is only edited");
        must(same(step.before, Object.fromEntries(this.catalogue)), "the catalogue is another");
        this.catalogue = new Map(Object.entries(step.after));
        return this.checkPermissions();
      }
      case "settings": {
        must(step.action === "edit", "settings are only edited");
        const place = this.places[step.level];
        must(same(step.before, place.settings), "the settings are others");
        must(step.level === "org" || step.after.personalTokensMax === undefined, "no setting of a team");
        place.settings = step.after;
        return;
      }
      case "project":
        replace(this.projects, step);
        if (step.action === "delete") this.forget(step.id);
        return;
      case "role":
        return this.doRole(step);
      case "member": {
        const { people, holds } = this.places[step.level];
        must(step.action === "create" && !people.has(step.id), "is a member already");
        people.add(step.id);
        for (const role of step.after.roles) this.hold(step.level, role, step.id, holds);
        return;
      }
      case "hold": {
        const { holds } = this.places[step.level];
        if (step.action === "create") return this.hold(step.level, step.after.role, step.id, holds);
        must(
          step.action === "delete" && holds.delete(`${step.before.role} ${step.id}`),
          "does not hold the role",
        );
        return;
      }
      case "trust rule":
        replace(this.rules, step);
        if (step.action === "delete") return;
        if (step.action === "create" || !same(step.before.narrowing, step.after.narrowing))
          this.checkEnvironments(step.after.narrowing);
        must(this.places.team.roles.has(step.after.roleId), "the rule's role does not exist");
        this.checkProjects(step.after.narrowing?.projects);
    }
  }

  private doRole(step: Step & { kind: "role" }): void {
    const { roles, holds } = this.places[step.level];
    const builtIn = BUILT_IN[step.level][step.id];
    must(builtIn !== "fixed" && !(builtIn && step.action === "delete"), "the role is built in");
    replace(roles, step);
    if (step.action === "delete") {
      for (const hold of holds) if (hold.startsWith(`${step.id} `)) holds.delete(hold);
      // Nothing can be issued by them any more.
      if (step.level === "team") {
        for (const [name, { roleId }] of this.rules) if (roleId === step.id) this.rules.delete(name);
      }
      return;
    }
    this.checkPermissions();
    for (const reach of reaches(step.after)) {
      must(reach.projects.length > 0 && reach.environments?.length !== 0, "an empty restriction");
      this.checkProjects(reach.projects);
    }
  }

  private hold(level: Level, role: string, email: string, holds: Set<string>): void {
    const { people, roles } = this.places[level];
    must(people.has(email), "is no member");
    must(roles.has(role), "no such role to hold");
    must(!holds.has(`${role} ${email}`), "holds the role already");
    holds.add(`${role} ${email}`);
  }

  private checkProjects(projects: readonly string[] = []): void {
    for (const project of projects)
      must(project === "*" || this.projects.has(project), `no project ${project}`);
  }

  private checkEnvironments({ projects, environments = [] }: TrustRule["narrowing"] = {}): void {
    const among = projects ?? [...this.projects.keys()];
    const known = among.flatMap((project) => this.projects.get(project)?.environments ?? []);
    for (const name of environments) must(known.includes(name), `no environment ${name}`);
  }

  /** Nobody may name what the catalogue does not have, whether the role or the catalogue was there first. */
  private checkPermissions(): void {
    const known = new Set([...OWN_PERMISSIONS, ...this.catalogue.keys()]);
    for (const { roles } of Object.values(this.places)) {
      for (const { permissions } of roles.values()) {
        for (const permission of Object.values(permissions).flat() as string[]) {
          must(permission.endsWith("*") || known.has(permission), `no permission ${permission}`);
        }
      }
    }
  }

  private forget(project: string): void {
    const without = (reach: { projects: readonly string[] }) => ({
      ...reach,
      projects: reach.projects.filter((id) => id !== project),
    });
    for (const { roles } of Object.values(this.places)) {
      for (const [id, { restrictions, ...role }] of roles) {
        if (!restrictions) continue;
        if ("projects" in restrictions)
          roles.set(id, { ...role, restrictions: without(restrictions) as never });
        else if (restrictions.teams[TEAM]) {
          const teams = { ...restrictions.teams, [TEAM]: without(restrictions.teams[TEAM]) };
          roles.set(id, { ...role, restrictions: { teams } as never });
        }
      }
    }
  }

  present(): Present {
    const known = [...OWN_PERMISSIONS, ...this.catalogue.keys()].sort();
    return {
      teamId: TEAM,
      access: {
        team: { ...this.level("team"), projects: byId(this.projects), trustRules: byId(this.rules) },
        org: this.level("org"),
        platform: { permissions: byId(this.catalogue) },
      },
      levels: { team: this.facts("team"), org: this.facts("org") },
      permissions: known,
      ownPermissions: new Set(OWN_PERMISSIONS),
    };
  }

  private level(level: Level) {
    const { settings, roles, holds } = this.places[level];
    const shown = [...roles].map(([id, definition]) => {
      const members = [...holds]
        .filter((hold) => hold.startsWith(`${id} `))
        .map((hold) => hold.split(" ")[1]!);
      const isFixed = BUILT_IN[level][id] === "fixed";
      return [id, { ...(!isFixed && { definition }), members: members.sort() }] as const;
    });
    return { settings, roles: byId(new Map(shown)) };
  }

  private facts(level: Level): LevelFacts {
    const { roles, people } = this.places[level];
    const factsOf = (id: string) => ({
      builtIn: id in BUILT_IN[level],
      fixed: BUILT_IN[level][id] === "fixed",
      tokens: 0,
      members: 0,
    });
    return {
      roles: new Map([...roles.keys()].map((id) => [id, factsOf(id)])),
      memberIds: new Map([...people].map((email) => [email, `mem_${email}`])),
      trustRuleIds: new Map([...this.rules.keys()].map((name) => [name, `tru_${name}`])),
    };
  }
}

function newPlace(level: Level): Place {
  const roles = Object.keys(BUILT_IN[level]).map((id) => [id, { ...PLAIN, name: id }] as const);
  return {
    settings: {
      tokenPolicy: { allowNoExpiry: true, maxLifetimeSeconds: null },
      expiryNotices: { days: [14, 3], email: true },
      ...(level === "org" && { personalTokensMax: 25 }),
    },
    roles: new Map(roles),
    people: new Set(),
    holds: new Set(),
  };
}

function reaches({ restrictions }: RoleDefinition) {
  if (!restrictions) return [];
  if ("projects" in restrictions) return [restrictions];
  must(Object.keys(restrictions.teams).length > 0, "an empty restriction");
  return restrictions.teams[TEAM] ? [restrictions.teams[TEAM]] : [];
}

/** Creates what is not there, edits and deletes what is as the step supposes it. */
function replace<T>(
  things: Map<string, T>,
  step: { action: string; id: string; before?: T; after?: T },
): void {
  must(
    step.action === "create" ? !things.has(step.id) : same(things.get(step.id), step.before),
    `${step.id} is another`,
  );
  if (step.after === undefined) things.delete(step.id);
  else things.set(step.id, step.after);
}

function same(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function byId<T>(things: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...things].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(`refused: ${otherwise}`);
}
