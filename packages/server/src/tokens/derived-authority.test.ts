import { VERIFY_CHECKS_MAX } from "@keywright/contract";
import { ApiError } from "@keywright/sdk";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { derive } from "../../test/exchange.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { claimsOf, newTenant, type Tenant } from "../../test/tenants.ts";

/** For as many random histories as fit, and a few on the slowest machine. */
const TIME_LIMIT_MS = 8_000;
const MIN_HISTORIES = 5;
const TOKENS_MAX = 12;

const READ = "project:projects:manage:read";
const UPDATE = "project:projects:manage:update";
const TEAM = "team:admin:team:read";
const PROJECTS = ["shop", "office"];
const QUESTIONS = [
  { permission: TEAM },
  ...PROJECTS.flatMap((project) => [
    { permission: READ, project, environment: "test" },
    { permission: UPDATE, project, environment: "live" },
  ]),
];

interface Known {
  readonly value: string;
  readonly tokenId: string;
  readonly keyId: string;
  readonly parent: Known | undefined;
}

let kw: TestService;
let tenant: Tenant;
let histories = 0;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Lines");
  for (const name of ["Shop", "Office"])
    await tenant.owner.createProject({
      params: tenant.params,
      body: { name, environments: ["test", "live"] },
    });
});
afterAll(() => kw.close());

const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 });
/** Often none: a line that can do nothing shows nothing. */
const narrowing = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        permissions: some(READ, UPDATE, TEAM),
        projects: some(...PROJECTS),
        environments: some("test", "live"),
      },
      { requiredKeys: [] },
    ),
  },
);
const who = fc.nat({ max: 1000 });
const teamRole = fc.record({
  permissions: fc.record({ teamScope: some(TEAM), projectScope: some(READ, UPDATE) }),
  restrictions: fc.option(
    fc.record({
      enabled: fc.constant(true),
      projects: some(...PROJECTS),
      environments: some("test", "live"),
    }),
  ),
});
const derivation = fc.record({ kind: fc.constant("derive"), who, narrowing });
const step = fc.oneof(
  { weight: 3, arbitrary: derivation },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit"), role: teamRole }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("revoke", "rotate", "overlap", "deleteKey", "shorten"),
      who,
    }),
  },
);
const history = fc
  .tuple(fc.array(derivation, { minLength: 3, maxLength: 5 }), fc.array(step, { minLength: 2, maxLength: 8 }))
  .map((parts) => parts.flat());
type Narrowing = typeof narrowing extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test("whatever happens to a line of tokens, none of them can do what the one before it cannot", async () => {
  const endsAt = Date.now() + TIME_LIMIT_MS;
  await fc.assert(
    fc.asyncProperty(history, narrowing, async (steps, first) => {
      if (histories >= MIN_HISTORIES && Date.now() > endsAt) return;
      await live(steps, first);
      histories++;
    }),
    { numRuns: 1000, endOnFailure: true },
  );
});

async function live(steps: readonly Step[], first: Narrowing): Promise<void> {
  const roleId = `line-${histories}-${Date.now()}`;
  const permissions = { teamScope: [TEAM], projectScope: [READ, UPDATE] };
  const root = await tenant.tokenOf({ name: roleId, permissions }, { narrowing: first });
  const known: Known[] = [{ value: root.value, tokenId: root.id, keyId: root.keyId, parent: undefined }];
  for (const one of steps) {
    await take(one, known, roleId);
    await compare(known);
  }
}

async function take(one: Step, known: Known[], roleId: string): Promise<void> {
  if (one.kind === "edit") {
    await tenant.owner.patchRole({ params: { ...tenant.params, roleId }, body: one.role });
    return;
  }
  const chosen = known[one.who % known.length]!;
  if (one.kind !== "derive") return end(one.kind, chosen, known).catch(ignoreEnded);
  if (known.length >= TOKENS_MAX) return;
  const { token: value } = await derive(kw, chosen.value, { narrowing: JSON.stringify(one.narrowing) });
  if (value !== "") known.push(read(value, chosen));
}

async function end(kind: string, { tokenId, keyId, parent }: Known, known: Known[]): Promise<void> {
  const params = { ...tenant.params, tokenId };
  const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toISOString();
  if (kind === "revoke") await tenant.owner.revokeToken({ params });
  if (kind === "deleteKey") await tenant.owner.deleteKey({ params: { ...params, keyId } });
  if (kind === "shorten") await tenant.owner.patchToken({ params, body: { expiresAt: soon } });
  if (kind !== "rotate" && kind !== "overlap") return;
  const body = kind === "overlap" ? { otherKeysExpiresAt: soon } : {};
  const { token } = await tenant.owner.rotateToken({ params, body });
  known.push(read(token, parent));
}

function ignoreEnded(error: unknown): void {
  if (!(error instanceof ApiError) || error.status >= 500) throw error;
}

function read(value: string, parent: Known | undefined): Known {
  const { sub, jti } = claimsOf(value);
  return { value, tokenId: String(sub), keyId: String(jti), parent };
}

/** The parent first: if one of them expires meanwhile, it is not the child alone that still stands. */
async function compare(known: readonly Known[]): Promise<void> {
  const pairs = known.flatMap((child) => (child.parent ? [[child.parent, child] as const] : []));
  const asked = pairs
    .flat()
    .flatMap(({ value }) => QUESTIONS.map((question) => ({ token: value, ...question })));
  const allowed: boolean[] = [];
  for (let at = 0; at < asked.length; at += VERIFY_CHECKS_MAX) {
    const checks = asked.slice(at, at + VERIFY_CHECKS_MAX);
    const answers = await kw.operator.verify({ body: { checks } as never });
    if (!("verdicts" in answers)) throw new Error("checks have verdicts");
    allowed.push(...answers.verdicts.map((verdict) => verdict.allowed));
  }
  const count = QUESTIONS.length;
  for (const [index, [, child]] of pairs.entries()) {
    const [ofParent, ofChild] = [0, 1].map((nth) => allowed.slice((2 * index + nth) * count).slice(0, count));
    const more = QUESTIONS.filter((_question, nth) => ofChild?.[nth] && !ofParent?.[nth]);
    expect(more, child.tokenId).toEqual([]);
  }
}
