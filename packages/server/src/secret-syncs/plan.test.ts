import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { owns, readSchema } from "./key-schema.ts";
import { merge, importable } from "./merge.ts";
import { driftOf, type Known, type Plan, plan, planRemoval, type Present, type Standing } from "./plan.ts";

const fingerprint = (name: string, value: string) => `${name}=${value}`;
const NAMES = ["P_A", "P_B", "P_C", "A", "B", "Q_A", "P_", "XP_A"];

type Reads = "values" | "some values" | "names" | "nothing";

/** A destination, as it is, and as its platform shows it. */
interface World {
  readonly actual: ReadonlyMap<string, string>;
  readonly reads: Reads;
  readonly hidden: ReadonlySet<string>;
}

const value = fc.constantFrom("1", "2", "3");
const mapOf = (names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), value).map((object) => new Map(Object.entries(object)));
const world: fc.Arbitrary<World> = fc.record({
  actual: mapOf(NAMES),
  reads: fc.constantFrom<Reads>("values", "some values", "names", "nothing"),
  hidden: fc.uniqueArray(fc.constantFrom(...NAMES)).map((names) => new Set(names)),
});
const source = mapOf(["A", "B", "C", "D"]);
const owned = fc.constantFrom(
  readSchema("P_{{secretKey}}", null),
  readSchema("{{secretKey}}_A", null),
  readSchema(null, null),
  { kind: "exactly" as const, name: "P_A" },
);
const known = fc
  .dictionary(fc.constantFrom(...NAMES), fc.record({ delivered: fc.option(value), tried: fc.option(value) }))
  .map((object) => {
    const entries = Object.entries(object).map(([name, { delivered, tried }]): [string, Known] => [
      name,
      {
        delivered: delivered === null ? null : fingerprint(name, delivered),
        tried: tried === null ? null : fingerprint(name, tried),
      },
    ]);
    return new Map(entries);
  });

function shownBy({ actual, reads, hidden }: World): Present {
  if (reads === "nothing") return { seesNames: false, variables: new Map() };
  const isHidden = (name: string) => reads === "names" || (reads === "some values" && hidden.has(name));
  const variables = new Map([...actual].map(([name, value]) => [name, isHidden(name) ? null : value]));
  return { seesNames: true, variables };
}

/** What becomes of it: a platform either takes whole maps, or one change after the other. */
function written({ actual, reads }: World, { set, remove, keep }: Plan): Map<string, string> {
  if (reads === "values") return new Map([...keep, ...set]);
  const after = new Map([...actual, ...set]);
  for (const name of remove) after.delete(name);
  return after;
}

const standing = fc.record({
  world,
  source,
  owned,
  known,
  deletes: fc.boolean(),
  settled: fc.boolean(),
  everything: fc.boolean(),
});
type Case = typeof standing extends fc.Arbitrary<infer T> ? T : never;

function standingOf({ world, source, owned, known, deletes, settled }: Case): Standing {
  const mapped = [...source].map(([name, value]): [string, string] =>
    owned.kind === "exactly" ? [owned.name, value] : [owned.prefix + name + owned.suffix, value],
  );
  const own = [...known].filter(([name]) => owns(owned, name));
  return {
    wanted: new Map(mapped),
    present: shownBy(world),
    known: new Map(own),
    owned,
    deletes,
    settled,
    fingerprint,
  };
}

const others = (map: ReadonlyMap<string, string>, owned: Case["owned"]) =>
  Object.fromEntries([...map].filter(([name]) => !owns(owned, name)).sort());

describe("names outside of the schema are at the destination what they were", () => {
  test("after a sync, whatever the platform shows, whatever is believed, with the deletion guard and without", () => {
    fc.assert(
      fc.property(standing, (given) => {
        const made = plan(standingOf(given), given);
        expect(others(written(given.world, made), given.owned)).toEqual(
          others(given.world.actual, given.owned),
        );
      }),
      { numRuns: 3000 },
    );
  });

  test("after a removal, whatever it is told to remove", () => {
    fc.assert(
      fc.property(standing, fc.uniqueArray(fc.constantFrom(...NAMES)), (given, names) => {
        const made = planRemoval(standingOf(given), names);
        expect(others(written(given.world, made), given.owned)).toEqual(
          others(given.world.actual, given.owned),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("and do not come into the secret group by an import, whichever side is preferred", () => {
    fc.assert(
      fc.property(standing, fc.constantFrom("source", "destination"), ({ world, source, owned }, prefer) => {
        const imported = importable({ variables: world.actual }, owned);
        const own = [...world.actual.keys()].filter((name) => owns(owned, name)).length;
        expect(imported.size).toBe(own);
        const merged = merge(source, imported, prefer);
        const preferred = prefer === "source" ? source : imported;
        for (const [name, value] of preferred) expect(merged.get(name)).toBe(value);
        expect(new Set(merged.keys())).toEqual(new Set([...source.keys(), ...imported.keys()]));
      }),
    );
  });
});

describe("after a sync", () => {
  test("what is wanted is there, if everything is sent or nothing false is believed", () => {
    fc.assert(
      fc.property(standing, (given) => {
        const believed = given.everything ? given.known : new Map<string, Known>();
        const asked = standingOf({ ...given, known: believed });
        const after = written(given.world, plan(asked, given));
        for (const [name, value] of asked.wanted) expect(after.get(name)).toBe(value);
      }),
      { numRuns: 3000 },
    );
  });

  test("nothing else of the sync's is there that could be seen, unless it is guarded; then all of it still is", () => {
    fc.assert(
      fc.property(standing, (given) => {
        const asked = standingOf(given);
        const after = written(given.world, plan(asked, given));
        const own = [...given.world.actual.keys()].filter((name) => owns(given.owned, name));
        const rest = own.filter((name) => !asked.wanted.has(name));
        if (!given.deletes) expect(rest.filter((name) => after.has(name))).toEqual(rest);
        else if (asked.present.seesNames) expect(rest.filter((name) => after.has(name))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("a second one has nothing to do", () => {
    fc.assert(
      fc.property(standing, (given) => {
        const first = standingOf(given);
        const actual = written(given.world, plan(first, { everything: true }));
        const delivered = [...first.wanted].map(([name, value]): [string, Known] => [
          name,
          { delivered: fingerprint(name, value), tried: null },
        ]);
        const world = { ...given.world, actual };
        const second = standingOf({ ...given, world, known: new Map(delivered), settled: true });
        const made = plan(second, { everything: false });
        expect([...made.set.keys(), ...made.remove, ...made.overwritten]).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("drift", () => {
  const delivered = new Map<string, Known>([
    ["A", { delivered: fingerprint("A", "1"), tried: null }],
    ["B", { delivered: fingerprint("B", "1"), tried: fingerprint("B", "2") }],
    ["C", { delivered: fingerprint("C", "1"), tried: null }],
    ["D", { delivered: null, tried: fingerprint("D", "1") }],
  ]);
  const base = { owned: readSchema(null, null), deletes: true, settled: true, fingerprint, known: delivered };

  test("is what others added, changed and removed, and not what was being written when a server died", () => {
    const variables = new Map([
      ["A", "2"],
      ["B", "2"],
      ["E", "1"],
    ]);
    const there = driftOf({ ...base, present: { seesNames: true, variables } });
    expect(there).toEqual({ added: ["E"], changed: ["A"], removed: ["C"] });
  });

  test("of what the platform hides is nothing that can be said", () => {
    const hidden = new Map([
      ["A", null],
      ["B", null],
      ["C", null],
    ]);
    expect(driftOf({ ...base, present: { seesNames: true, variables: hidden } })).toEqual({
      added: [],
      changed: [],
      removed: [],
    });
    expect(driftOf({ ...base, present: { seesNames: false, variables: new Map() } })).toEqual({
      added: [],
      changed: [],
      removed: [],
    });
  });

  test("that a sync writes over is said, and not before it has delivered for the first time", () => {
    const variables = new Map([
      ["A", "2"],
      ["B", "1"],
      ["E", "1"],
    ]);
    const wanted = new Map([
      ["A", "1"],
      ["B", "1"],
      ["C", "1"],
    ]);
    const asked = { ...base, wanted, present: { seesNames: true, variables } };
    const made = plan(asked, { everything: false });
    expect(made).toMatchObject({
      created: ["C"],
      updated: ["A"],
      deleted: ["E"],
      overwritten: ["C", "A", "E"],
    });
    expect(plan({ ...asked, settled: false }, { everything: false }).overwritten).toEqual([]);
  });
});
