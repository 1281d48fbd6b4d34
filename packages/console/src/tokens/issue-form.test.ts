import { describe, expect, test } from "vitest";
import type { IssuableRole } from "./issuable-role.ts";
import { BLANK_ISSUE_FORM, isWhole, issueBody, ownerIn } from "./issue-form.ts";

const ROLE: IssuableRole = {
  id: "analytics",
  name: "Analytics",
  kind: "custom",
  owners: ["team", "member"],
  publishable: true,
};
const FORM = { ...BLANK_ISSUE_FORM, name: "shop-page", roleId: ROLE.id };
const DAYS_90 = String(90 * 24 * 3600);

describe("whose a token is", () => {
  test("is the person's who issues it, unless something else was chosen", () => {
    expect(ownerIn(FORM, ROLE)).toBe("member");
    expect(ownerIn({ ...FORM, owner: "team" }, ROLE)).toBe("team");
  });

  test("is never one that the role does not allow, even if it was chosen for another role before", () => {
    const ofTeam: IssuableRole = { ...ROLE, owners: ["team"] };
    expect(ownerIn(FORM, ofTeam)).toBe("team");
    expect(ownerIn({ ...FORM, owner: "member" }, ofTeam)).toBe("team");
    expect(ownerIn(FORM, undefined)).toBeUndefined();
  });
});

describe("a publishable token", () => {
  const publishable = { ...FORM, exposure: "publishable", environments: ["production"] } as const;

  test("is not issued without an environment, nor from a role that holds more without naming permissions", () => {
    expect(isWhole({ ...publishable, environments: [] }, ROLE)).toBe(false);
    expect(isWhole(publishable, { ...ROLE, publishable: false })).toBe(false);
    const named = { ...publishable, permissions: ["project:analytics:events:send"] };
    expect(isWhole(named, { ...ROLE, publishable: false })).toBe(true);
    expect(isWhole(publishable, ROLE)).toBe(true);
  });

  test.each(["shop.example.com", "https://shop.example.com/cart", "https://*.example.com", "javascript:1"])(
    "is not issued for %j, which is no website",
    (origin) => {
      expect(isWhole({ ...publishable, allowedOrigins: ["https://shop.example.com", origin] }, ROLE)).toBe(
        false,
      );
    },
  );

  test("takes its websites along; one that was made secret after all leaves them out", () => {
    const bound = { ...publishable, allowedOrigins: ["https://shop.example.com"] };
    expect(issueBody(bound, ROLE, DAYS_90)).toEqual({
      name: "shop-page",
      roleId: "analytics",
      owner: "member",
      lifetimeSeconds: 7_776_000,
      exposure: "publishable",
      narrowing: { environments: ["production"], allowedOrigins: ["https://shop.example.com"] },
    });
    const { exposure, narrowing } = issueBody({ ...bound, exposure: "secret" }, ROLE, DAYS_90);
    expect([exposure, narrowing]).toEqual([undefined, { environments: ["production"] }]);
  });
});

test("a secret token needs a name and a role, and nothing more", () => {
  expect(isWhole(FORM, ROLE)).toBe(true);
  expect(isWhole({ ...FORM, name: " " }, ROLE)).toBe(false);
  expect(isWhole(FORM, undefined)).toBe(false);
});
