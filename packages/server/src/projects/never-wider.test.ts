import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { derive } from "../../test/exchange.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import {
  newTenant,
  type OrgRoleBody,
  type TeamRoleBody,
  type Tenant,
  type TokenBody,
} from "../../test/tenants.ts";

/** Flagged publishable, so that one question can be asked of every kind of token. */
const PERMISSION = "project:shop:items:list";
const ENVIRONMENTS = ["live", "test"];
const PERMISSIONS = { projectScope: [PERMISSION] };
const CHECKS_AT_ONCE = 100;

type Restriction = Exclude<NonNullable<TeamRoleBody["restrictions"]>, null>;
type Narrowing = NonNullable<TokenBody["narrowing"]>;

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: PERMISSION, publishable: true }] } });
  tenant = await newTenant(kw, "Shrinking");
});
afterAll(() => kw.close());

let made = 0;
/** A team of its own with these projects, and ways to make tokens in it. */
async function newPlace(projects: readonly string[]) {
  const { owner } = tenant;
  const { id: teamId } = await owner.createTeam({ body: { name: `Team ${++made}` } });
  const params = { teamId };
  const add = (name: string) => owner.createProject({ params, body: { name, environments: ENVIRONMENTS } });
  const drop = (projectId: string) => owner.deleteProject({ params: { ...params, projectId } });
  for (const name of projects) await add(name);

  async function issue(restrictions: Restriction | undefined, body: Partial<TokenBody> = {}) {
    const role = { name: `Role ${++made}`, permissions: PERMISSIONS, ...(restrictions && { restrictions }) };
    const { id: roleId } = await owner.createRole({ params, body: role });
    return (await owner.issueToken({ params, body: { name: roleId, roleId, ...body } })).token;
  }
  async function issueInOrg(restrictions: Restriction) {
    const teams = [{ teamId, restrictions }];
    const role: OrgRoleBody = {
      name: `Role ${++made}`,
      permissions: PERMISSIONS,
      restrictions: { enabled: true, teams },
    };
    return (await tenant.orgTokenOf(role)).value;
  }
  /** All that is allowed, of all that can be asked of these tokens. */
  async function allowed(tokens: Readonly<Record<string, string>>, asked = projects): Promise<Set<string>> {
    const questions = Object.entries(tokens).flatMap(([name, token]) =>
      [...asked, undefined].flatMap((project) =>
        [...ENVIRONMENTS, undefined].map((environment) => ({
          says: `${name}: ${project ?? "no project"}, ${environment ?? "no environment"}`,
          check: {
            token,
            permission: PERMISSION,
            team: teamId,
            ...(project !== undefined && { project }),
            ...(environment !== undefined && { environment }),
          },
        })),
      ),
    );
    const found = new Set<string>();
    for (let at = 0; at < questions.length; at += CHECKS_AT_ONCE) {
      const batch = questions.slice(at, at + CHECKS_AT_ONCE);
      const answer = await kw.operator.verify({ body: { checks: batch.map(({ check }) => check) } });
      const { verdicts } = answer as { verdicts: { allowed: boolean }[] };
      verdicts.forEach((verdict, index) => verdict.allowed && found.add(batch[index]?.says ?? ""));
    }
    return found;
  }
  return { add, drop, issue, issueInOrg, allowed };
}

const of = (projects: string[], restrictionMode: "in" | "notIn" = "in"): Restriction => ({
  enabled: true,
  projects,
  restrictionMode,
});
/** Without what concerns the project. */
const without = (found: ReadonlySet<string>, project: string) =>
  [...found].filter((says) => !says.includes(`: ${project},`)).toSorted();

const PROJECTS = ["one", "two", "three"];
const some = fc.subarray(PROJECTS, { minLength: 1 });
const environments = fc.subarray(ENVIRONMENTS, { minLength: 1 });
const restriction: fc.Arbitrary<(Restriction & { projects: string[] }) | undefined> = fc.option(
  fc
    .record(
      {
        enabled: fc.constant(true),
        projects: fc.oneof(
          { weight: 4, arbitrary: some },
          { weight: 1, arbitrary: fc.constant<string[]>(["*"]) },
        ),
        restrictionMode: fc.constantFrom<"in" | "notIn">("in", "notIn"),
        environments,
      },
      { requiredKeys: ["enabled", "projects", "restrictionMode"] },
    )
    .filter(({ projects: [first], restrictionMode }) => first !== "*" || restrictionMode === "in"),
  { nil: undefined },
);
const narrowing: fc.Arbitrary<Narrowing> = fc.record({ projects: some, environments }, { requiredKeys: [] });

describe("deleting a project leaves its tokens with less, never more:", () => {
  test("those narrowed or restricted to it, of the team, of the organization, publishable and derived", async () => {
    const place = await newPlace(["shop", "blog", "docs"]);
    const onShop = { narrowing: { projects: ["shop"] } };
    const parent = await place.issue(undefined, { narrowing: { projects: ["shop", "blog"] } });
    const published: Partial<TokenBody> = {
      exposure: "publishable",
      narrowing: { projects: ["shop"], environments: ["live"] },
    };
    const tokens = {
      "narrowed to it": await place.issue(undefined, onShop),
      "narrowed to it and another": parent,
      "derived from that": (await derive(kw, parent)).token,
      "derived from that, for it alone": (await derive(kw, parent, { narrowing: '{"projects":["shop"]}' }))
        .token,
      "narrowed to it, of a role that is not": await place.issue(of(["blog"]), onShop),
      "of a role that reaches it alone": await place.issue(of(["shop"])),
      "of a role that reaches it and another": await place.issue(of(["shop", "blog"])),
      "of a role that reaches all but it": await place.issue(of(["shop"], "notIn")),
      "of a role that reaches all but it and another": await place.issue(of(["shop", "blog"], "notIn")),
      "of a role of the organization that reaches it alone": await place.issueInOrg(of(["shop"])),
      "of one that reaches all but it": await place.issueInOrg(of(["shop"], "notIn")),
      publishable: await place.issue(undefined, published),
      "publishable, of a role that reaches it alone": await place.issue(of(["shop"]), published),
    };
    const before = await place.allowed(tokens);
    expect(before.size).toBeGreaterThan(20);
    await place.drop("shop");
    const after = await place.allowed(tokens);
    // Whoever was kept out of it alone is kept out of everything: an empty list means none.
    const emptied = ["of a role that reaches all but it:", "of one that reaches all but it:"];
    expect([...after].toSorted()).toEqual(
      without(before, "shop").filter((says) => !emptied.some((name) => says.startsWith(name))),
    );

    await place.add("shop");
    const again = await place.allowed(tokens);
    // A new project of the name is another one. Not to be left out by a role is all that is to be said of it.
    expect([...again].filter((says) => !after.has(says)).map((says) => says.split(":")[0])).toEqual(
      Array.from({ length: 3 }, () => "of a role that reaches all but it and another"),
    );
  });

  test("those that are issued, or whose role is edited, when it is gone already", async () => {
    const place = await newPlace(["shop", "blog"]);
    await place.drop("shop");
    for (const issuing of [
      () => place.issue(of(["shop"])),
      () => place.issue(of(["blog", "shop"], "notIn")),
      () => place.issue(undefined, { narrowing: { projects: ["shop"] } }),
      () => place.issue(undefined, { narrowing: { projects: ["blog", "shop"] } }),
    ]) {
      await expect(issuing()).rejects.toMatchObject({ code: "unknown_reference" });
    }
  });

  test("whatever their roles are restricted to and they are narrowed to, whichever projects go", async () => {
    const plan = fc.record({
      tokens: fc.array(fc.tuple(restriction, narrowing), { minLength: 4, maxLength: 8 }),
      deleted: fc.subarray(PROJECTS, { minLength: 1, maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ tokens: planned, deleted }) => {
        const place = await newPlace(PROJECTS);
        const tokens: Record<string, string> = {};
        for (const [index, [restrictions, narrowed]] of planned.entries())
          tokens[`token ${index}`] = await place.issue(restrictions, { narrowing: narrowed });
        let before = await place.allowed(tokens);
        for (const project of deleted) {
          await place.drop(project);
          const after = await place.allowed(tokens);
          expect(without(before, project)).toEqual(expect.arrayContaining([...after]));
          before = after;
        }
        for (const project of deleted) await place.add(project);
        const again = await place.allowed(tokens);
        for (const [index, [restrictions, narrowed]] of planned.entries()) {
          // Who reaches whatever is not left out reaches what is new.
          const isOpen = restrictions === undefined || restrictions.projects[0] === "*";
          if (!narrowed.projects && (isOpen || restrictions.restrictionMode === "notIn")) continue;
          const now = [...again].filter((says) => says.startsWith(`token ${index}:`));
          expect([...before]).toEqual(expect.arrayContaining(now));
        }
      }),
      { numRuns: 10 },
    );
  });
});
