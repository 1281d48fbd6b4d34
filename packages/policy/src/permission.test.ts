import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isPermissionPattern,
  matchesPattern,
  parsePermission,
  permissionLabel,
  SCOPES,
  type Scope,
} from "./permission.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/);
const segment = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("-"));
const scope = fc.constantFrom(...SCOPES);
const path = fc.record({ scope, category: segment, resource: segment, action: segment });
const permission = path.map((p) => `${p.scope}:${p.category}:${p.resource}:${p.action}`);

const MALFORMED = [
  "",
  "*",
  "project",
  "project:secrets:groups",
  "project:secrets:groups:read:values",
  "project:secrets::read",
  "user:secrets:groups:read",
  "Project:secrets:groups:read",
  "project:secrets:groups:Read",
  "project:secrets:groups:read_values",
  "project:secrets:groups:-read",
  "project:secrets:groups:read-",
  "project:secrets:groups:read--values",
  "project:secrets:groups:2read",
  "project:secrets:groups:read\n",
  " project:secrets:groups:read",
  "project:secrets:groups:*",
  "project:secrets:groups:ｒead",
];

describe("parsePermission", () => {
  test("takes a permission apart into what it was made of", () => {
    fc.assert(
      fc.property(path, (parts) => {
        const text = `${parts.scope}:${parts.category}:${parts.resource}:${parts.action}`;
        expect(parsePermission(text)).toEqual(parts);
      }),
    );
  });

  test.each(MALFORMED)("refuses %j", (text) => {
    expect(parsePermission(text)).toBeUndefined();
  });

  test("takes no more time for a long hostile text", () => {
    expect(parsePermission(`project:a:b:${"a-a".repeat(100_000)}-`)).toBeUndefined();
  });
});

describe("a pattern", () => {
  test.each([
    "*",
    "project:*",
    "project:secrets:*",
    "project:secrets:groups:*",
    "project:secrets:groups:read",
  ])("may be %s in the list of its scope, and only there unless it is *", (pattern) => {
    const accepted = SCOPES.filter((each) => isPermissionPattern(pattern, each));
    expect(accepted).toEqual(pattern === "*" ? SCOPES : ["project"]);
  });

  test.each([
    ...MALFORMED.filter((text) => text !== "*" && !text.endsWith(":*")),
    "**",
    ":*",
    "project*",
    "project:sec*",
    "project:*:*",
    "project:*:groups:read",
    "*:secrets:groups:read",
    "project:secrets:groups:read:*",
    "project:secrets:groups:*:*",
    "project::*",
  ])("is not %j", (text) => {
    for (const each of SCOPES) expect(isPermissionPattern(text, each)).toBe(false);
    expect(matchesPattern(text, "project:secrets:groups:read")).toBe(false);
  });

  test("names exactly the permissions that share its leading segments", () => {
    const length = fc.constantFrom(0, 1, 2, 3);
    fc.assert(
      fc.property(permission, permission, length, fc.boolean(), (one, other, kept, related) => {
        const head = one.split(":").slice(0, kept);
        const asked = related ? [...head, ...other.split(":").slice(kept)].join(":") : other;
        const shares = head.every((part, index) => asked.split(":")[index] === part);
        expect(matchesPattern([...head, "*"].join(":"), asked)).toBe(shares);
        expect(matchesPattern(one, asked)).toBe(one === asked);
      }),
    );
  });

  test("stops at whole segments: secrets does not name secrets-store", () => {
    expect(matchesPattern("project:secrets:*", "project:secrets-store:groups:read")).toBe(false);
  });

  test.each(MALFORMED)("never names %j, which is no permission", (text) => {
    for (const pattern of ["*", "project:*", text]) expect(matchesPattern(pattern, text)).toBe(false);
  });
});

describe("permissionLabel", () => {
  test.each([
    ["project:secrets:secret-groups:read-values", "Project > Secrets > SecretGroups > Read Values"],
    ["org:admin:teams:create", "Organization > Admin > Teams > Create"],
    ["team:admin:api-tokens:read-all", "Team > Admin > ApiTokens > Read All"],
    ["platform:signing-keys:v2-keys:rotate", "Platform > SigningKeys > V2Keys > Rotate"],
  ])("prints %s as people read it", (text, label) => {
    expect(permissionLabel(text)).toBe(label);
  });

  test.each(MALFORMED)("can print %j too, as it is", (text) => {
    expect(permissionLabel(text)).toBe(text);
  });

  test("never loses a letter: the label tells the same segments apart by their case", () => {
    fc.assert(
      fc.property(path, (parts) => {
        const text = `${parts.scope}:${parts.category}:${parts.resource}:${parts.action}`;
        const [, category, resource, action] = permissionLabel(text).split(" > ");
        expect(category!.toLowerCase()).toBe(parts.category.replaceAll("-", ""));
        expect(resource!.toLowerCase()).toBe(parts.resource.replaceAll("-", ""));
        expect(action!.toLowerCase()).toBe(parts.action.replaceAll("-", " "));
      }),
    );
  });
});

test("scopes are ordered from the widest to the narrowest", () => {
  expect(SCOPES satisfies readonly Scope[]).toEqual(["platform", "org", "team", "project"]);
});
