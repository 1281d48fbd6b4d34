import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { partialFiles, wholeFiles } from "./files.test-support.ts";
import { accessFromFile } from "./from-file.ts";
import { accessJsonSchema } from "./json-schema.ts";
import { readForm } from "./mistakes.ts";
import { readAccess } from "./read-access.ts";
import { accessText } from "./to-file.ts";

const access = fc.oneof(wholeFiles, partialFiles).map((file) => accessFromFile(readForm(file).file!));

describe("a file that is written", () => {
  test("is read as what it was written from, and written again in the same way", () => {
    fc.assert(
      fc.property(
        access.filter((some) => Object.keys(some).length > 0),
        (written) => {
          const text = accessText(written);
          const read = readAccess([{ name: "access.yaml", text }]).access;
          expect(read).toEqual(written);
          expect(accessText(read)).toBe(text);
        },
      ),
    );
  });

  test("has no anchors, and says where editors find its schema", () => {
    const shared = ["ada@example.com"];
    const roles = new Map([
      ["a", { members: shared }],
      ["b", { members: shared }],
    ]);
    expect(accessText({ team: { roles } })).toBe(
      "# yaml-language-server: $schema=https://unpkg.com/keywright/access.schema.json\n" +
        "team:\n  roles:\n    a:\n      members:\n        - ada@example.com\n    b:\n      members:\n        - ada@example.com\n",
    );
  });
});

describe("the published schema", () => {
  const validate = new Ajv2020({ strict: true, formats: { email: true, uri: true } }).compile(
    accessJsonSchema(),
  );

  test("has every file for right that we write", () => {
    fc.assert(
      fc.property(access, (written) => {
        const isValid = validate(parse(accessText(written)));
        expect(validate.errors ?? []).toEqual([]);
        expect(isValid).toBe(true);
      }),
    );
  });

  test.each([
    ["an unknown section", { teams: {} }],
    ["an unknown field", { team: { projects: { a: { nmae: "A" } } } }],
    ["an id that can be none", { team: { projects: { "Web shop": {} } } }],
    [
      "a role without permissions of the right form",
      { team: { roles: { ci: { permissions: { teamScope: ["all"] } } } } },
    ],
    [
      "a trust rule without conditions",
      {
        team: { trustRules: { ci: { issuer: "https://x.example", audience: "a", claims: [], roleId: "r" } } },
      },
    ],
  ])("has %s for wrong, as we do", (_what, file) => {
    expect(validate(file)).toBe(false);
    expect(readForm(file).problems).not.toEqual([]);
  });
});
