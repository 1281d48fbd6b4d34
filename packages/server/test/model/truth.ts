import type { ProjectRestriction } from "@keywright/policy";
import { modelDecide } from "../../../policy/src/model.test-support.ts";

/** The permissions that roles and requests of the model are made of. */
export const PERMISSIONS = [
  "project:projects:manage:read",
  "project:projects:manage:update",
  "project:secrets:secret-groups:list",
  "team:admin:members:read",
] as const;

/** What a role is made of, in the words of the API: projects by slug. */
export interface RoleWords {
  readonly permissions: readonly string[];
  readonly restrictions: ProjectRestriction;
}

/** What a write did to authority. Nothing here has an id that the service gave: places and roles are called by name. */
export type Deed =
  | { readonly kind: "role set"; readonly role: string; readonly words: RoleWords }
  | { readonly kind: "role deleted"; readonly role: string }
  | { readonly kind: "project created"; readonly project: string }
  | { readonly kind: "project deleted"; readonly project: string }
  | { readonly kind: "token revoked"; readonly token: string }
  /** From this epoch second on; the token's other keys stay as they are. */
  | { readonly kind: "keys ended"; readonly keys: readonly string[]; readonly atSeconds: number }
  | { readonly kind: "suspended" | "resumed" };

/** One revision: which organization it concerned, and what became of it. */
export interface Entry {
  readonly org: string;
  readonly deeds: readonly Deed[];
}

/** A key as it was issued. `role` is one life of a role: a role made again under its name is another. */
export interface IssuedKey {
  readonly org: string;
  readonly token: string;
  readonly key: string;
  readonly value: string;
  readonly role: string;
  readonly narrowing: Narrowing | null;
}

export interface Narrowing {
  readonly permissions?: readonly string[];
  /** Only projects that are never deleted: issuing has no revision that would say which life of a project was meant. */
  readonly projects?: readonly string[];
  readonly allowedIps?: readonly string[];
}

export interface Question {
  readonly permission: string;
  readonly project?: string;
  readonly environment?: string;
  readonly ip?: string;
}

/** One organization at one revision. A project's life is its name and the revision that began it. */
interface OrgState {
  readonly suspended: boolean;
  readonly projects: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, RoleWords>;
  readonly revoked: ReadonlySet<string>;
  readonly keyEnds: ReadonlyMap<string, number>;
}

const NOTHING: OrgState = {
  suspended: false,
  projects: new Map(),
  roles: new Map(),
  revoked: new Set(),
  keyEnds: new Map(),
};

const ENTRIES = PERMISSIONS.map((permission, bit) => ({
  permission,
  bit,
  origin: "keywright" as const,
  sensitive: false,
  publishable: false,
  deprecated: false,
}));

/** The truth: what every key may do at every revision, told by nothing but the answers that writes were given. */
export class Truth {
  readonly #from: number;
  readonly #entries = new Map<number, Entry>();
  readonly #states: ReadonlyMap<string, OrgState>[];

  /** Before the first entry every organization is empty. */
  constructor(fromRevision: number) {
    this.#from = fromRevision;
    this.#states = [new Map()];
  }

  /** The last revision up to which every one is known. */
  get knownTo(): number {
    return this.#from + this.#states.length - 1;
  }

  /** The highest revision that anybody has been told of. */
  get latest(): number {
    return Math.max(this.knownTo, ...this.#entries.keys());
  }

  record(revision: number, entry: Entry): void {
    if (revision <= this.knownTo || this.#entries.has(revision)) {
      throw new Error(`revision ${revision} was given to two writes`);
    }
    this.#entries.set(revision, entry);
    for (;;) {
      const next = this.knownTo + 1;
      const known = this.#entries.get(next);
      if (!known) return;
      this.#entries.delete(next);
      const before = this.#states.at(-1)!;
      const state = known.deeds.reduce(
        (org, deed) => after(org, deed, next),
        before.get(known.org) ?? NOTHING,
      );
      this.#states.push(new Map(before).set(known.org, state));
    }
  }

  /** Every answer that is right at this revision, at some instant of this span (epoch milliseconds). */
  answers(revision: number, key: IssuedKey, question: Question, fromMs: number, toMs: number): Set<string> {
    const org = this.#states[revision - this.#from]?.get(key.org) ?? NOTHING;
    if (org.suspended) return new Set(["suspended"]);
    const role = org.roles.get(key.role);
    const isOver = role === undefined || org.revoked.has(key.token);
    // The service says which of the two came first; to the caller it is one and the same.
    if (isOver) return new Set(["revoked", "role_deleted"]);
    const endsAtMs = (org.keyEnds.get(key.key) ?? Infinity) * 1000;
    const right = new Set<string>();
    if (toMs >= endsAtMs) right.add("revoked");
    if (fromMs < endsAtMs) right.add(decide(org, role, key, question));
    return right;
  }
}

function after(org: OrgState, deed: Deed, revision: number): OrgState {
  switch (deed.kind) {
    case "suspended":
    case "resumed":
      return { ...org, suspended: deed.kind === "suspended" };
    case "role set":
      return { ...org, roles: new Map(org.roles).set(deed.role, inLives(org, deed.words)) };
    case "role deleted":
      return { ...org, roles: without(org.roles, deed.role) };
    case "project created":
      return { ...org, projects: new Map(org.projects).set(deed.project, `${deed.project}@${revision}`) };
    case "project deleted": {
      const life = org.projects.get(deed.project);
      const roles = [...org.roles].map(([role, words]) => [role, unlisted(words, life)] as const);
      return { ...org, projects: without(org.projects, deed.project), roles: new Map(roles) };
    }
    case "token revoked":
      return { ...org, revoked: new Set(org.revoked).add(deed.token) };
    case "keys ended": {
      const keyEnds = new Map(org.keyEnds);
      for (const key of deed.keys) {
        keyEnds.set(key, Math.min(deed.atSeconds, keyEnds.get(key) ?? Infinity));
      }
      return { ...org, keyEnds };
    }
  }
}

/** A name means the project that had it when the role was written. */
function inLives(org: OrgState, words: RoleWords): RoleWords {
  const projects = words.restrictions.projects.map((name) => (name === "*" ? name : org.projects.get(name)!));
  return { ...words, restrictions: { ...words.restrictions, projects } };
}

function unlisted(words: RoleWords, life: string | undefined): RoleWords {
  const projects = words.restrictions.projects.filter((listed) => listed !== life);
  return { ...words, restrictions: { ...words.restrictions, projects } };
}

function without<T>(map: ReadonlyMap<string, T>, name: string): Map<string, T> {
  const rest = new Map(map);
  rest.delete(name);
  return rest;
}

const TEAM = "the team";

function decide(org: OrgState, role: RoleWords, key: IssuedKey, question: Question): string {
  const { permission, project, environment, ip } = question;
  const life = project === undefined ? undefined : org.projects.get(project);
  const scoped = (scope: string) => role.permissions.filter((one) => one.startsWith(`${scope}:`));
  const { permissions = null, projects, allowedIps = null } = key.narrowing ?? {};
  const answer = modelDecide(
    ENTRIES,
    {
      roles: [
        {
          level: "team",
          teamId: TEAM,
          permissions: {
            platformScope: [],
            orgScope: [],
            teamScope: scoped("team"),
            projectScope: scoped("project"),
          },
          restrictions: role.restrictions,
        },
      ],
      narrowing: {
        permissions,
        projects: projects?.map((name) => org.projects.get(name)!) ?? null,
        environments: null,
        allowedIps,
        allowedOrigins: null,
      },
      publishableOnly: false,
    },
    {
      permission,
      teamId: TEAM,
      projectId: project === undefined ? undefined : (life ?? ""),
      environment,
      ip,
    },
  );
  // What does not exist is refused as if it were out of reach.
  const isUnknown = project !== undefined && life === undefined;
  return isUnknown && answer !== "permission_missing" ? "project_restricted" : answer;
}
