import { expect, test } from "vitest";
import { BLANK_DRAFT, bodyOf, isWhole, withChoice } from "./external-draft.ts";
import type { SpecField } from "./external-token.ts";

const KIND = { name: "kind", label: "Kind", options: ["backend", "frontend"] };
const PROJECT = { name: "projectId", label: "Project", listed: true, nameField: "projectName" } as const;
const ENVIRONMENT = { name: "environment", label: "Environment", listed: true } as const;
const FIELDS: readonly SpecField[] = [KIND, PROJECT, ENVIRONMENT];
const connection = { id: "con_1", name: "flags", app: "unleash" };

test("another project has other environments, and the kind stays", () => {
  let spec = withChoice({}, FIELDS, KIND, { value: "backend" });
  spec = withChoice(spec, FIELDS, PROJECT, { value: "shop", called: "Shop" });
  spec = withChoice(spec, FIELDS, ENVIRONMENT, { value: "production" });
  expect(withChoice(spec, FIELDS, PROJECT, { value: "lab", called: "Lab" })).toEqual({
    kind: "backend",
    projectId: "lab",
    projectName: "Lab",
  });
});

test("nothing is issued before all is chosen", () => {
  const spec = { kind: "backend", projectId: "shop", environment: "production" };
  const whole = { ...BLANK_DRAFT, name: "flags", connection, spec };
  expect(isWhole(whole, FIELDS)).toBe(true);
  expect(isWhole(whole, undefined)).toBe(false);
  expect(isWhole({ ...whole, name: " " }, FIELDS)).toBe(false);
  expect(isWhole({ ...whole, connection: null }, FIELDS)).toBe(false);
  expect(isWhole({ ...whole, spec: { ...spec, environment: "" } }, FIELDS)).toBe(false);
});

test("what was left empty is not sent", () => {
  const draft = { ...BLANK_DRAFT, name: "flags", connection, spec: { kind: "backend", more: "" } };
  expect(bodyOf(draft)).toEqual({
    name: "flags",
    connectionId: "con_1",
    spec: { kind: "backend" },
    expiresAt: null,
  });
});
