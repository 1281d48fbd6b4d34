import type { Access, Level, LevelAccess, Role } from "./access.ts";
import { given } from "./canonical.ts";
import { differences } from "./differences.ts";
import { planCatalogue } from "./plan-catalogue.ts";
import { planHolds } from "./plan-holds.ts";
import { NO_FACTS, type Present } from "./present.ts";
import type { Kind, Plan, Step, StepOf, Subject, ValueOf } from "./steps.ts";

/** What brings the server to what is wanted. Only with `prune` does anything that is there go. */
export function planAccess(wanted: Access, present: Present, { prune }: { readonly prune: boolean }): Plan {
  const { access } = present;
  const catalogue = planCatalogue(wanted.platform, access.platform);
  const projects = compare("project", "team", wanted.team?.projects, access.team?.projects, keepUnsaid);
  const rules = compare("trust rule", "team", wanted.team?.trustRules, access.team?.trustRules);
  const roles = { org: planRoles("org", wanted, present), team: planRoles("team", wanted, present) };
  const holds = { org: holdsAt("org", wanted, present), team: holdsAt("team", wanted, present) };

  const upserts: Step[] = [
    ...catalogue.upserts,
    ...planSettings("org", wanted, access),
    ...planSettings("team", wanted, access),
    ...projects.upserts,
    ...roles.org.upserts,
    ...roles.team.upserts,
    // To invite someone to a team makes them one of the organization, who can then not be invited to it.
    ...holds.org.upserts,
    ...holds.team.upserts,
    ...rules.upserts,
  ];
  const deletions: Step[] = [
    ...rules.deletions,
    ...holds.team.deletions,
    ...holds.org.deletions,
    ...roles.team.deletions,
    ...roles.org.deletions,
    ...projects.deletions,
    ...catalogue.deletions,
  ];
  if (prune) return { steps: [...upserts, ...deletions], left: [] };
  return { steps: upserts, left: deletions };
}

/** Steps that make and change, and those that `prune` asks for. */
interface Steps<K extends Kind> {
  readonly upserts: readonly StepOf<K>[];
  readonly deletions: readonly StepOf<K>[];
}

type Things<V> = ReadonlyMap<string, V> | undefined;

function compare<K extends Kind>(
  kind: K,
  level: Subject<K>["level"],
  wanted: Things<ValueOf<K>>,
  present: Things<ValueOf<K>> = new Map(),
  resolve: (wanted: ValueOf<K>, present: ValueOf<K>) => ValueOf<K> = (value) => value,
): Steps<K> {
  if (!wanted) return { upserts: [], deletions: [] };
  const upserts = [...wanted].flatMap(([id, value]) => {
    const before = present.get(id);
    if (before === undefined) return [{ kind, level, id, action: "create", after: value } as StepOf<K>];
    return edit({ kind, level, id }, before, resolve(value, before));
  });
  const deletions = [...present]
    .filter(([id]) => !wanted.has(id))
    .map(([id, before]) => ({ kind, level, id, action: "delete", before }) as StepOf<K>);
  return { upserts, deletions };
}

function edit<K extends Kind>(subject: Subject<K>, before: ValueOf<K>, after: ValueOf<K>): StepOf<K>[] {
  return differences(before, after).length === 0
    ? []
    : [{ ...subject, action: "edit", before, after } as StepOf<K>];
}

/** The API cannot take these away from a project: whoever does not speak of them leaves them. */
function keepUnsaid(wanted: ValueOf<"project">, { region, clusterId, color }: ValueOf<"project">) {
  return {
    ...(region !== undefined && { region }),
    ...(clusterId !== undefined && { clusterId }),
    ...(color !== undefined && { color }),
    ...wanted,
  };
}

function planSettings(level: Level, wanted: Access, present: Access): Step[] {
  const settings = wanted[level]?.settings;
  if (!settings) return [];
  const before = present[level]?.settings ?? {};
  const after = {
    ...before,
    ...settings,
    ...given({
      tokenPolicy: settings.tokenPolicy && { ...before.tokenPolicy, ...settings.tokenPolicy },
      expiryNotices: settings.expiryNotices && { ...before.expiryNotices, ...settings.expiryNotices },
    }),
  };
  return edit({ kind: "settings", level, id: level }, before, after);
}

function planRoles(level: Level, wanted: Access, { access, levels }: Present): Steps<"role"> {
  const facts = levels[level] ?? NO_FACTS;
  const { roles } = wanted[level] ?? {};
  if (!roles) return { upserts: [], deletions: [] };
  const { upserts, deletions } = compare(
    "role",
    level,
    definitions(roles),
    definitions(access[level]?.roles),
  );
  return {
    upserts,
    deletions: deletions.filter(({ id }) => !roles.has(id) && !facts.roles.get(id)?.builtIn),
  };
}

function definitions(roles: LevelAccess["roles"] = new Map<string, Role>()) {
  return new Map(
    [...roles].flatMap(([id, { definition }]) => (definition ? [[id, definition] as const] : [])),
  );
}

function holdsAt(level: Level, wanted: Access, { access, levels }: Present) {
  const { memberIds } = levels[level] ?? NO_FACTS;
  return planHolds(level, wanted[level]?.roles, access[level]?.roles, (email) => memberIds.has(email));
}
