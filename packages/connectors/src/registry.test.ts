import { z } from "zod";
import { describe, expect, test } from "vitest";
import { APPS, connectorOf } from "./registry.ts";

const whole: Record<string, Record<string, string>> = {
  northflank: { apiToken: "t" },
  keywright: { apiToken: "t", baseUrl: "https://kw.example/" },
  qovery: { apiToken: "t" },
  unleash: { apiToken: "t", baseUrl: "https://flags.example" },
  infisical: { clientId: "i", clientSecret: "s" },
  github: { token: "t" },
  webhook: { url: "https://example.com/hook", signingSecret: `whsec_${Buffer.alloc(32).toString("base64")}` },
};

const NO_BASE_URLS = [
  "ftp://example.com",
  "javascript:alert(1)",
  "example.com",
  "https://user:pass@example.com",
  "https://example.com/?a=b",
  "https://example.com/#x",
  "https://exa mple.com",
  "https:\\\\example.com",
];

describe.each(APPS)("%s", (app) => {
  const { credentials, help, ...connector } = connectorOf(app);
  const given = whole[app]!;
  const complete = credentials.parse(given) as Record<string, string>;

  test("is registered under its own name", () => {
    expect(connector.app).toBe(app);
  });

  test("describes every field of its credentials, and no other", () => {
    expect(help.fields.map(({ name }) => name).sort()).toEqual(Object.keys(complete).sort());
    for (const field of help.fields) {
      expect(field.default).toBe(field.name in given ? undefined : complete[field.name]);
    }
  });

  test("describes every field of its destination, and no other", () => {
    if (!connector.variables) return;
    const { destination, destinationFields } = connector.variables;
    const described = destinationFields.flatMap(({ name, nameField }) => [name, nameField ?? []].flat());
    const { properties } = z.toJSONSchema(destination, { io: "input" });
    expect(described.sort()).toEqual(Object.keys(properties!).sort());
    for (const field of destinationFields.filter(({ choice }) => choice)) {
      const word = field.choice === "project" ? "project" : "secretGroup";
      expect(connector.places?.words[word]).toBeDefined();
    }
  });

  test("describes every field of a token that it makes, and no other", () => {
    if (!connector.minting) return;
    const { spec, fields } = connector.minting;
    const described = fields.flatMap(({ name, nameField }) => [name, nameField ?? []].flat());
    const { properties } = z.toJSONSchema(spec, { io: "input" });
    expect(described.sort()).toEqual(Object.keys(properties!).sort());
    expect(spec.safeParse({ more: "x" }).success).toBe(false);
  });

  test("takes back what it gave, so that stored credentials stay what they are", () => {
    expect(credentials.parse(complete)).toEqual(complete);
  });

  test("trims what was pasted", () => {
    const pasted = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, ` ${value}\n`]));
    expect(credentials.parse(pasted)).toEqual(complete);
  });

  test.each(Object.keys(given))("does without %s only by refusing", (name) => {
    const { [name]: _left, ...rest } = given;
    expect(credentials.safeParse(rest).success).toBe(false);
    expect(credentials.safeParse({ ...given, [name]: "  " }).success).toBe(false);
    expect(credentials.safeParse({ ...given, [name]: `${given[name]}\r\nx-injected: 1` }).success).toBe(
      false,
    );
  });

  test("refuses fields that it does not know", () => {
    expect(credentials.safeParse({ ...given, more: "x" }).success).toBe(false);
  });

  test.each("baseUrl" in complete ? NO_BASE_URLS : [])("does not take %j for a base URL", (baseUrl) => {
    expect(credentials.safeParse({ ...given, baseUrl }).success).toBe(false);
  });

  test("says what is wrong in words for people", () => {
    const { error } = credentials.safeParse({});
    expect(z.prettifyError(error!)).toMatch(/required/);
  });
});
