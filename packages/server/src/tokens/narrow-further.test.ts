import {
  bitsOf,
  buildCatalogue,
  compileNarrowing,
  compileRole,
  covers,
  encodeBits,
  type Authority,
} from "@keywright/policy";
import { narrowingFromClaim, type NarrowingClaim } from "@keywright/verifier";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../refusal.ts";
import { narrowFurther } from "./narrow-further.ts";

const PERMISSIONS = ["project:z:b:c", "project:a:b:c", "project:a:b:d", "project:a:e:c"];
const FLAGS = { origin: "operator", sensitive: false, publishable: false, deprecated: false } as const;
const catalogue = buildCatalogue(PERMISSIONS.map((permission, bit) => ({ permission, bit, ...FLAGS })));
const grant = compileRole(catalogue, {
  level: "team",
  teamId: "team",
  permissions: { platformScope: [], orgScope: [], teamScope: ["*"], projectScope: ["*"] },
  restrictions: { enabled: false, projects: [], restrictionMode: "in", environments: null },
});

const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 });
const claim: fc.Arbitrary<NarrowingClaim> = fc.record(
  {
    p: some(0, 1, 2, 3).map((bits) => encodeBits(bitsOf(bits))),
    pr: some("p1", "p2", "p3"),
    e: some("test", "live"),
    ip: some(
      "10.0.0.0/8",
      "10.1.0.0/16",
      "10.1.2.3",
      "192.0.2.0/24",
      "::ffff:10.0.0.0/104",
      "2001:db8::/32",
      "::/0",
    ),
    o: some("https://shop.example", "https://blog.example"),
  },
  { requiredKeys: [] },
);

function authorityOf(narrowed: NarrowingClaim | null): Authority {
  const definition = narrowed && narrowingFromClaim(narrowed);
  const narrowing = definition ? compileNarrowing(definition) : null;
  if (narrowing === undefined) throw new Error("a narrowing that verifiers would refuse");
  return { grants: [grant], narrowing, publishableOnly: false };
}

const isCovered = (by: Authority, wanted: Authority) => covers(catalogue, by, wanted).covered;

test("what is left is covered by each of the two, and covers all that both allow", () => {
  fc.assert(
    fc.property(fc.option(claim), fc.option(claim), fc.option(claim), (parent, asked, probe) => {
      const left = leftOf(parent, asked);
      const [one, other, wanted] = [authorityOf(parent), authorityOf(asked), authorityOf(probe)];
      const isInBoth = isCovered(one, wanted) && isCovered(other, wanted);
      if (left === "nothing") return void expect(isInBoth).toBe(false);
      const derived = authorityOf(left);
      expect(isCovered(one, derived)).toBe(true);
      expect(isCovered(other, derived)).toBe(true);
      expect(isCovered(derived, wanted)).toBe(isInBoth);
    }),
    { numRuns: 3000 },
  );
});

test("in whatever order, and however often, the same is left", () => {
  fc.assert(
    fc.property(claim, claim, (one, other) => {
      const left = leftOf(one, other);
      if (left === "nothing") return void expect(leftOf(other, one)).toBe("nothing");
      const again = authorityOf(leftOf(left, one) as NarrowingClaim);
      const turned = authorityOf(leftOf(other, one) as NarrowingClaim);
      for (const same of [again, turned]) {
        expect(isCovered(authorityOf(left), same)).toBe(true);
        expect(isCovered(same, authorityOf(left))).toBe(true);
      }
    }),
  );
});

function leftOf(
  parent: NarrowingClaim | null,
  asked: NarrowingClaim | null,
): NarrowingClaim | null | "nothing" {
  try {
    return narrowFurther(parent, asked);
  } catch (error) {
    if (error instanceof Refusal && error.code === "escalation") return "nothing";
    throw error;
  }
}
