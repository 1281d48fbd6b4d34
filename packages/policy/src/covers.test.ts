import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CATALOGUE,
  compiled,
  ENTRIES,
  modelNarrowing,
  principal,
  role,
  WORLD,
} from "./arbitraries.test-support.ts";
import { NO_NARROWING } from "./authority.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { compileNarrowing, compileRole } from "./compile.ts";
import { covers, type Coverage } from "./covers.ts";
import { decide, type AccessRequest } from "./decide.ts";
import { modelDecide, type ModelPrincipal, type ModelRequest } from "./model.test-support.ts";
import type { NarrowingDefinition } from "./role.ts";

const byBit = [...ENTRIES].sort((a, b) => a.bit - b.bit);

/** Every request of the small world about one permission. Unnamed teams are left for a test of their own. */
function* requestsAbout({ permission }: CatalogueEntry): Generator<ModelRequest> {
  const [scope] = permission.split(":");
  const teamIds = scope === "team" || scope === "project" ? WORLD.teamIds : [undefined];
  for (const teamId of teamIds) {
    for (const projectId of scope === "project" ? WORLD.projectIds : [undefined]) {
      for (const environment of scope === "project" ? WORLD.environments : [undefined]) {
        for (const ip of WORLD.ips) {
          for (const origin of WORLD.origins) {
            yield { permission, teamId, projectId, environment, ip, origin };
          }
        }
      }
    }
  }
}

/** The definition of covering, carried out: ask everything. */
function coversByAsking(holder: ModelPrincipal, wanted: ModelPrincipal): Coverage {
  for (const entry of byBit) {
    for (const asked of requestsAbout(entry)) {
      if (modelDecide(ENTRIES, wanted, asked) !== "allowed") continue;
      if (modelDecide(ENTRIES, holder, asked) !== "allowed")
        return { covered: false, missing: entry.permission };
    }
  }
  return { covered: true };
}

/** A principal, and another that was made from it by a few changes: so that covering is often true, or nearly. */
const pair = fc
  .record({
    holder: principal,
    other: principal,
    added: fc.option(role, { nil: null }),
    narrowing: modelNarrowing,
  })
  .chain(({ holder, other, added, narrowing }) => {
    const roles = fc.subarray([...holder.roles]).map((kept) => (added ? [...kept, added] : kept));
    const near = fc.record({
      roles: fc.oneof(fc.constant(holder.roles), roles),
      narrowing: fc.constantFrom(holder.narrowing, narrowing, null),
      publishableOnly: fc.boolean(),
    });
    return fc.record({
      holder: fc.constant(holder),
      wanted: fc.oneof({ weight: 3, arbitrary: near }, fc.constant(other)),
    });
  });

describe("covering", () => {
  test("is said exactly when everything the wanted may do the holder may do, and else the first gap is named", () => {
    fc.assert(
      fc.property(pair, ({ holder, wanted }) => {
        expect(covers(CATALOGUE, compiled(holder), compiled(wanted))).toEqual(coversByAsking(holder, wanted));
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test("is never claimed of a team token that leaves its team out and could do more than the holder in any team", () => {
    const place = {
      projectId: fc.constantFrom(...WORLD.projectIds),
      environment: fc.constantFrom(...WORLD.environments),
    };
    const asked = fc.record({
      permission: fc.constantFrom(...WORLD.permissions),
      ip: fc.constantFrom(...WORLD.ips),
      origin: fc.constantFrom(...WORLD.origins),
      ...place,
    });
    fc.assert(
      fc.property(pair, asked, ({ holder, wanted }, asked) => {
        const allowed = (who: ModelPrincipal, teamId?: string) =>
          decide(CATALOGUE, compiled(who), { ...asked, teamId } satisfies AccessRequest).allowed;
        if (!covers(CATALOGUE, compiled(holder), compiled(wanted)).covered || !allowed(wanted)) return;
        expect(allowed(holder) || WORLD.teamIds.some((teamId) => allowed(holder, teamId))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  test("holds of every authority and itself", () => {
    fc.assert(
      fc.property(principal, (who) => {
        expect(covers(CATALOGUE, compiled(who), compiled(who))).toEqual({ covered: true });
      }),
    );
  });

  test("passes from one to the next: what covers a coverer covers what is covered", () => {
    fc.assert(
      fc.property(pair, fc.array(role, { maxLength: 1 }), ({ holder, wanted }, more) => {
        const [a, b] = [compiled({ ...holder, roles: [...holder.roles, ...more] }), compiled(holder)];
        const c = compiled(wanted);
        if (!covers(CATALOGUE, a, b).covered || !covers(CATALOGUE, b, c).covered) return;
        expect(covers(CATALOGUE, a, c)).toEqual({ covered: true });
      }),
    );
  });

  test("holds of a role and every token of it: a narrowing or a publishable token can be derived", () => {
    fc.assert(
      fc.property(principal, modelNarrowing, fc.boolean(), (who, narrowing, publishableOnly) => {
        const whole = { ...who, narrowing: null, publishableOnly: false };
        const derived = { ...who, narrowing, publishableOnly: publishableOnly || who.publishableOnly };
        expect(covers(CATALOGUE, compiled(whole), compiled(derived))).toEqual({ covered: true });
      }),
    );
  });

  test("holds of what may do nothing, whoever is asked", () => {
    const nobody = compiled({ roles: [], narrowing: null, publishableOnly: false });
    fc.assert(
      fc.property(principal, (who) => {
        expect(covers(CATALOGUE, compiled(who), nobody)).toEqual({ covered: true });
        for (const nowhere of [{ allowedIps: [] }, { allowedOrigins: new Set<string>() }]) {
          const narrowing = { ...NO_NARROWING, ...nowhere };
          expect(covers(CATALOGUE, nobody, { ...compiled(who), narrowing })).toEqual({ covered: true });
        }
      }),
    );
  });
});

describe("covering looks beyond what exists today", () => {
  const everything = { platformScope: [], orgScope: [], teamScope: [], projectScope: ["*"] };
  const team = (teamId: string, projects: readonly string[], restrictionMode: "in" | "notIn" = "in") =>
    compileRole(CATALOGUE, {
      level: "team",
      teamId,
      permissions: everything,
      restrictions: { enabled: true, projects, restrictionMode, environments: null },
    });
  const org = (teamIds: readonly string[] | null) =>
    compileRole(CATALOGUE, {
      level: "org",
      permissions: everything,
      restrictions: {
        enabled: teamIds !== null,
        teams: (teamIds ?? []).map((teamId) => ({
          teamId,
          restrictions: { enabled: false, projects: [], restrictionMode: "in", environments: null },
        })),
      },
    });
  const isCovered = (holder: ReturnType<typeof team>[], wanted: ReturnType<typeof team>) => {
    const authority = { narrowing: null, publishableOnly: false };
    return covers(CATALOGUE, { ...authority, grants: holder }, { ...authority, grants: [wanted] }).covered;
  };

  test.each([
    ["every project now is not every project later", [team("t1", ["p1", "p2"])], team("t1", ["*"]), false],
    ["all but one is not all", [team("t1", ["p1"], "notIn")], team("t1", ["*"]), false],
    [
      "two halves are all named projects",
      [team("t1", ["p1"]), team("t1", ["p2"])],
      team("t1", ["p1", "p2"]),
      true,
    ],
    [
      "one and all but that one reach every project",
      [team("t1", ["p1"]), team("t1", ["p1"], "notIn")],
      team("t1", ["p3"]),
      true,
    ],
    [
      "but not what belongs to no project",
      [team("t1", ["p1"]), team("t1", ["p1"], "notIn")],
      team("t1", ["*"]),
      false,
    ],
    ["a project of another team is another project", [team("t2", ["*"])], team("t1", ["p1"]), false],
    ["every team now is not every team later", [org(["t1", "t2"])], org(null), false],
    ["an organization role reaches into the teams it lists", [org(["t1"])], team("t1", ["*"]), true],
    ["and into no other", [org(["t1"])], team("t2", ["p1"]), false],
    ["a team role is not an organization role", [team("t1", ["*"])], org(["t1"]), true],
    ["an unrestricted organization role has it all", [org(null)], org(["t1", "t2"]), true],
    ["a place named like the made-up one is told apart", [team("t1", ["other"])], team("t1", ["*"]), false],
  ])("%s", (_, holder, wanted, expected) => {
    expect(isCovered(holder, wanted)).toBe(expected);
  });
});

describe("covering of addresses and websites", () => {
  const permission = "org:billing:invoices:read";
  const wide = { platformScope: [], orgScope: [permission], teamScope: [], projectScope: [] };
  const grants = [
    compileRole(CATALOGUE, { level: "org", permissions: wide, restrictions: { enabled: false, teams: [] } }),
  ];
  const bound = (definition: NarrowingDefinition) => ({
    grants,
    narrowing: compileNarrowing(definition)!,
    publishableOnly: false,
  });
  const from = (...allowedIps: string[]) => bound({ allowedIps });
  const on = (...allowedOrigins: string[]) => bound({ allowedOrigins });
  const anywhere = { grants, narrowing: null, publishableOnly: false };
  const covered = { covered: true };
  const uncovered = { covered: false, missing: permission };

  test("is part of covering, and names the first permission wanted when only the addresses are too many", () => {
    expect(covers(CATALOGUE, from("10.0.0.0/8"), from("10.0.0.0/9", "10.1.2.3"))).toEqual(covered);
    expect(covers(CATALOGUE, anywhere, from("10.0.0.0/8"))).toEqual(covered);
    for (const wanted of [anywhere, from("0.0.0.0/0"), from("10.0.0.0/9", "2001:db8::/32")]) {
      expect(covers(CATALOGUE, from("10.0.0.0/8"), wanted)).toEqual(uncovered);
    }
  });

  test("counts neighbouring ranges together", () => {
    expect(covers(CATALOGUE, from("10.128.0.0/9", "10.0.0.0/9"), from("10.0.0.0/8"))).toEqual(covered);
  });

  test("holds everywhere only without any list: a list of all addresses still asks for one", () => {
    expect(covers(CATALOGUE, from("::/0"), anywhere).covered).toBe(false);
  });

  test("takes websites like addresses: one too many, or none listed at all, is not covered", () => {
    const [shop, blog] = ["https://shop.example", "https://blog.example"] as const;
    expect(covers(CATALOGUE, on(shop, blog), on(blog))).toEqual(covered);
    expect(covers(CATALOGUE, anywhere, on(shop))).toEqual(covered);
    for (const wanted of [anywhere, on(shop, blog), on(`${shop}:8443`), from("10.0.0.1")]) {
      expect(covers(CATALOGUE, on(shop), wanted)).toEqual(uncovered);
    }
    const here = bound({ allowedIps: ["10.0.0.0/8"], allowedOrigins: [shop] });
    expect(covers(CATALOGUE, here, on(shop))).toEqual(uncovered);
    expect(covers(CATALOGUE, here, here)).toEqual(covered);
  });

  test("the website `null` is none: who is bound to it alone may do nothing, and is covered by anybody", () => {
    expect(covers(CATALOGUE, on("https://shop.example"), on("null"))).toEqual(covered);
    expect(covers(CATALOGUE, on("null"), on("https://shop.example"))).toEqual(uncovered);
  });
});
