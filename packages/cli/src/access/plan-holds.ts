import { MEMBER_ROLES_MAX } from "@keywright/contract";
import type { Level, LevelAccess } from "./access.ts";
import type { Change, StepOf, ValueOf } from "./steps.ts";

type Roles = LevelAccess["roles"];

interface HolderPlan {
  readonly upserts: readonly StepOf<"member" | "hold">[];
  readonly deletions: readonly StepOf<"hold">[];
}

/**
 * Who is to hold what. Whoever is no member yet is invited, together with their roles: then there is no moment in which they
 * hold others. A role whose members are not listed keeps those it has.
 */
export function planHolds(
  level: Level,
  wanted: Roles = new Map(),
  present: Roles = new Map(),
  isMember: (email: string) => boolean,
): HolderPlan {
  const listed = [...wanted].flatMap(([role, { members }]) =>
    members ? [{ role, members, holders: present.get(role)?.members ?? [] }] : [],
  );
  const missing = listed.flatMap(({ role, members, holders }) => pairs(role, without(members, holders)));
  const surplus = listed.flatMap(({ role, members, holders }) => pairs(role, without(holders, members)));
  const newcomers = Map.groupBy(
    missing.filter(({ email }) => !isMember(email)),
    ({ email }) => email,
  );
  const grants = [
    ...missing.filter(({ email }) => isMember(email)),
    ...[...newcomers.values()].flatMap((holds) => holds.slice(MEMBER_ROLES_MAX)),
  ];
  return {
    upserts: [
      ...[...newcomers].map(([email, holds]): StepOf<"member"> => {
        const roles = holds.slice(0, MEMBER_ROLES_MAX).map(({ role }) => role);
        return { kind: "member", level, id: email, action: "create", after: { roles } };
      }),
      ...grants.map(({ email, role }) => holdOf(level, email, { action: "create", after: { role } })),
    ],
    deletions: surplus.map(({ email, role }) => holdOf(level, email, { action: "delete", before: { role } })),
  };
}

function holdOf(level: Level, id: string, change: Change<ValueOf<"hold">>): StepOf<"hold"> {
  return { kind: "hold", level, id, ...change };
}

function pairs(role: string, emails: readonly string[]) {
  return emails.map((email) => ({ email, role }));
}

function without(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((each) => !others.includes(each));
}
