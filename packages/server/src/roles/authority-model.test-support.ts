import { OWN_PERMISSIONS } from "@keywright/contract";
import type { CatalogueEntry, RoleDefinition } from "@keywright/policy";
import {
  modelDecide,
  type ModelAnswer,
  type ModelNarrowing,
} from "../../../policy/src/model.test-support.ts";

// Authority told a second time, in strings: slugs instead of ids, lists instead of sets, one question at a time.

/** What the operator's API enforces in this world. */
export const DATA = ["project:data:rows:read", "project:data:rows:write"];
/** What the catalogue does not hold yet: only wildcards name it. */
export const LATER = [
  "project:data:rows:later",
  "project:data:later:do",
  "project:later:thing:do",
  "team:admin:api-tokens:later",
  "team:admin:later:do",
  "team:later:thing:do",
  "org:admin:later:do",
  "org:later:thing:do",
];

const PERMISSIONS = [...Object.keys(OWN_PERMISSIONS), ...DATA, ...LATER];
const ENTRIES: readonly CatalogueEntry[] = PERMISSIONS.map((permission, bit) => ({
  permission,
  bit,
  origin: "operator",
  sensitive: false,
  publishable: false,
  deprecated: false,
}));

/** The addresses in each range that the world knows, among those it asks about. */
export const RANGES: Readonly<Record<string, readonly string[]>> = {
  "127.0.0.1": ["127.0.0.1"],
  "127.0.0.0/8": ["127.0.0.1", "127.0.0.2"],
  "10.0.0.0/8": ["10.0.0.1"],
};
const IPS = ["127.0.0.1", "127.0.0.2", "10.0.0.1", "192.0.2.9"];
/** Names that are in no list: they stand for all that is not listed, and all that may come. */
const UNLISTED = "unlisted";

export interface Held {
  readonly role: RoleDefinition;
  readonly narrowing: ModelNarrowing | null;
}

export interface Question {
  readonly permission: string;
  readonly teamId: string;
  readonly projectId?: string | undefined;
  readonly environment?: string | undefined;
  readonly ip: string;
}

export function answer({ role, narrowing }: Held, question: Question): ModelAnswer {
  const inPlace = narrowing && { ...narrowing, allowedIps: null };
  const found = modelDecide(
    ENTRIES,
    { roles: [role], narrowing: inPlace, publishableOnly: false },
    { ...question, ip: undefined },
  );
  if (found !== "allowed" || !narrowing?.allowedIps) return found;
  const isListed = narrowing.allowedIps.some((range) => RANGES[range]?.includes(question.ip));
  return isListed ? "allowed" : "ip_not_allowed";
}

/** Something that `wanted` may do and none of the holders may; undefined if there is nothing. */
export function uncovered(
  holders: readonly Held[],
  wanted: Held,
  teams: readonly string[],
): Question | undefined {
  // A team that was to be made and is not there: its roles reach it all the same.
  const asked = wanted.role.level === "team" ? new Set([...teams, wanted.role.teamId]) : teams;
  const isBound = [...holders, wanted].some(({ narrowing }) => narrowing?.allowedIps);
  for (const question of questions([...asked], isBound ? IPS : ["192.0.2.9"])) {
    if (answer(wanted, question) !== "allowed") continue;
    if (!holders.some((holder) => answer(holder, question) === "allowed")) return question;
  }
  return undefined;
}

function* questions(teams: readonly string[], ips: readonly string[]): Generator<Question> {
  for (const permission of PERMISSIONS) {
    const scope = permission.split(":")[0];
    const isBelow = scope === "project" || scope === "team";
    for (const ip of ips) {
      for (const teamId of isBelow ? [...teams, UNLISTED] : [UNLISTED]) {
        if (scope === "project") {
          for (const place of PLACES) yield { permission, teamId, ip, ...place };
        } else {
          yield { permission, teamId, ip };
        }
      }
    }
  }
}

export const PROJECTS = ["p1", "p2"];
export const ENVIRONMENT = "dev";
const PLACES = [...PROJECTS, UNLISTED, undefined].flatMap((projectId) =>
  [ENVIRONMENT, UNLISTED, undefined].map((environment) => ({ projectId, environment })),
);
