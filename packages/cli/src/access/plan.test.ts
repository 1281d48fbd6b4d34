import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access, Project } from "./access.ts";
import { partialFiles, wholeFiles } from "./files.test-support.ts";
import { readForm } from "./mistakes.ts";
import { accessFromFile } from "./from-file.ts";
import { planAccess } from "./plan.ts";
import { findProblems } from "./problems.ts";
import type { Plan, Step } from "./steps.ts";
import { World } from "./world.test-support.ts";

function accessOf(file: object): Access {
  const { file: read, problems } = readForm(file);
  expect(problems).toEqual([]);
  return accessFromFile(read!);
}

function plan(wanted: Access, world: World, prune: boolean): Plan {
  const present = world.present();
  const made = planAccess(wanted, present, { prune });
  expect(findProblems(wanted, present, made)).toEqual([]);
  return made;
}

function carryOut({ steps }: Plan, world: World): void {
  for (const step of steps) world.do(step);
}

/** What the API cannot clear stays where a file does not speak of it. */
function withWhatStays(wanted: Access, before: Access): Access {
  const projects = new Map<string, Project>();
  for (const [id, project] of wanted.team?.projects ?? []) {
    const { region, color } = before.team?.projects?.get(id) ?? {};
    projects.set(id, { ...(region && { region }), ...(color && { color }), ...project });
  }
  return { ...wanted, team: { ...wanted.team, projects } };
}

const whole = wholeFiles.map(accessOf);
const partial = partialFiles.map(accessOf);

describe("from any state to any other", () => {
  test("carrying out the plan with prune gives what is wanted, and nothing else", () => {
    fc.assert(
      fc.property(whole, whole, (there, wanted) => {
        const world = new World(there);
        carryOut(plan(wanted, world, true), world);
        expect(world.present().access).toEqual(withWhatStays(wanted, there));
      }),
    );
  });

  test("a second plan is empty", () => {
    fc.assert(
      fc.property(whole, whole, fc.boolean(), (there, wanted, prune) => {
        const world = new World(there);
        carryOut(plan(wanted, world, prune), world);
        expect(plan(wanted, world, prune).steps).toEqual([]);
      }),
    );
  });

  test("wherever it is broken off, a new plan finishes it", () => {
    fc.assert(
      fc.property(whole, whole, fc.double({ min: 0, max: 1, noNaN: true }), (there, wanted, share) => {
        const world = new World(there);
        const { steps } = plan(wanted, world, true);
        carryOut({ steps: steps.slice(0, Math.floor(steps.length * share)), left: [] }, world);
        carryOut(plan(wanted, world, true), world);
        expect(world.present().access).toEqual(withWhatStays(wanted, there));
      }),
    );
  });
});

describe("of a file that speaks of some things only", () => {
  test("either a problem is found beforehand, or every step can be done and a second plan is empty", () => {
    let carriedOut = 0;
    fc.assert(
      fc.property(whole, partial, fc.boolean(), (there, wanted, prune) => {
        const world = new World(there);
        const present = world.present();
        const made = planAccess(wanted, present, { prune });
        if (findProblems(wanted, present, made).length > 0) return;
        // Roles of which nobody here knows may hold a permission that goes: the server says so, at the very end.
        const certain = made.steps.length - (made.steps.at(-1)?.kind === "permissions" ? 1 : 0);
        carryOut({ ...made, steps: made.steps.slice(0, certain) }, world);
        const again = planAccess(wanted, world.present(), { prune });
        expect(again.steps).toEqual(made.steps.slice(certain));
        carriedOut++;
      }),
      { numRuns: 500 },
    );
    expect(carriedOut).toBeGreaterThan(50);
  });

  test("prune takes away nothing of a kind that the file does not name, and what it leaves without prune is named", () => {
    fc.assert(
      fc.property(whole, partial, (there, wanted) => {
        const present = new World(there).present();
        const gone = planAccess(wanted, present, { prune: true }).steps.filter(
          ({ action }) => action === "delete",
        );
        for (const step of gone) expect(isNamed(step, wanted)).toBe(true);
        const gentle = planAccess(wanted, present, { prune: false });
        expect(gentle.steps.filter(({ action }) => action === "delete")).toEqual([]);
        expect(gentle.left.filter(({ action }) => action === "delete")).toEqual(gone);
      }),
    );
  });
});

function isNamed(step: Step, { team, org }: Access): boolean {
  if (step.kind === "project") return team?.projects !== undefined;
  if (step.kind === "trust rule") return team?.trustRules !== undefined;
  const roles = (step.level === "org" ? org : team)?.roles;
  if (step.kind === "role") return roles !== undefined;
  return step.kind === "hold" && "before" in step && roles?.get(step.before.role)?.members !== undefined;
}
