import type { Narrowing, Question, RoleWords } from "./truth.ts";
import { type IssuedKey, PERMISSIONS } from "./truth.ts";
import type { Random } from "./random.ts";

const ROLE_NAMES = ["r0", "r1", "r2", "r3"];
/** The first two are never deleted. */
export const LASTING_PROJECTS = ["p0", "p1"];
const PASSING_PROJECTS = ["p2", "p3"];
const ENVIRONMENTS = ["dev", "prod"];
const IP_RANGES = ["10.0.0.0/31", "10.0.0.2/32"];
const IPS = ["10.0.0.1", "10.0.0.2"];
/** Checks go on with tokens that have ended, but not with all of them for ever. */
const TOKENS_MAX = 24;

/** A name under which something lives, dies and lives again. */
export interface Slot {
  readonly name: string;
  life: number;
  /** As the script has it: the write that makes or ends it may still be under way. */
  isThere: boolean;
  /** The life that it has, as the answers to its writes say. */
  real: string | undefined;
  /** Its beginning, or its end. */
  turn: Promise<unknown>;
  /** What is under way under its name, and must not meet its next life. */
  readonly busy: Set<Promise<unknown>>;
}

export interface ScriptToken {
  role: string;
  isRevoked: boolean;
  /** Writes that make or end its keys, one after the other: the truth must know which keys there were. */
  turn: Promise<unknown>;
  id: string;
  readonly keys: IssuedKey[];
}

/** One organization as the script drives it: what it has asked for, not what has become of it. */
export class Tenant {
  readonly id: string;
  readonly ownerToken: string;
  readonly teamId: string;
  isSuspended = false;
  /** Suspensions and their ends, one after the other. */
  turn: Promise<unknown> = Promise.resolve();
  readonly roles: Slot[] = ROLE_NAMES.map(newSlot);
  readonly projects: Slot[] = PASSING_PROJECTS.map(newSlot);
  tokens: ScriptToken[] = [];

  constructor(id: string, ownerToken: string, teamId: string) {
    this.id = id;
    this.ownerToken = ownerToken;
    this.teamId = teamId;
  }

  add(token: ScriptToken): void {
    this.tokens.push(token);
    if (this.tokens.length <= TOKENS_MAX) return;
    const gone = this.tokens.findIndex(({ isRevoked }) => isRevoked);
    this.tokens.splice(Math.max(0, gone), 1);
  }
}

function newSlot(name: string): Slot {
  return { name, life: 0, isThere: false, real: undefined, turn: Promise.resolve(), busy: new Set() };
}

export function someRole(random: Random): RoleWords {
  const permissions = random.chance(0.6) ? [...PERMISSIONS] : random.some(PERMISSIONS);
  const enabled = random.chance(0.4);
  const listsAll = random.chance(0.25);
  const projects = listsAll ? ["*"] : random.some([...LASTING_PROJECTS, ...PASSING_PROJECTS]);
  return {
    permissions,
    restrictions: {
      enabled,
      projects: enabled ? projects : [],
      restrictionMode: !listsAll && random.chance(0.4) ? "notIn" : "in",
      environments: enabled && random.chance(0.3) ? random.some(ENVIRONMENTS) : null,
    },
  };
}

export function someNarrowing(random: Random): Narrowing | null {
  if (random.chance(0.6)) return null;
  return {
    ...(random.chance(0.5) && { permissions: random.some(PERMISSIONS) }),
    ...(random.chance(0.5) && { projects: random.some(LASTING_PROJECTS) }),
    ...(random.chance(0.3) && { allowedIps: random.some(IP_RANGES) }),
  };
}

export function someQuestion(random: Random): Question {
  const project = random.pick([...LASTING_PROJECTS, ...LASTING_PROJECTS, ...PASSING_PROJECTS, "nowhere", ""]);
  const environment = random.pick(["", ...ENVIRONMENTS]);
  const ip = random.pick(["", ...IPS]);
  return {
    permission: random.pick(PERMISSIONS)!,
    ...(project && { project }),
    ...(environment && { environment }),
    ...(ip && { ip }),
  };
}
