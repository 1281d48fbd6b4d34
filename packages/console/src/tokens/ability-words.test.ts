import { expect, test } from "vitest";
import { reachWords } from "./ability-words.ts";

const EVERYTHING = { enabled: false, projects: [], restrictionMode: "in", environments: null } as const;
const PRODUCTION = { ...EVERYTHING, enabled: true, projects: ["*"], environments: ["production"] };

test("what reaches everything has nothing said of it", () => {
  expect(reachWords(EVERYTHING, undefined)).toBe("");
});

test("environments and websites are named, those of the role where the token names none", () => {
  expect(reachWords(PRODUCTION, undefined)).toBe(", only in production, nothing else");
  expect(
    reachWords(EVERYTHING, {
      projects: ["web-shop"],
      environments: ["staging", "production"],
      allowedOrigins: ["https://shop.example.com"],
    }),
  ).toBe(" in web-shop, only in staging and production, on https://shop.example.com, nothing else");
});

test("a token reaches no environment that its role does not, whatever it was narrowed to", () => {
  expect(reachWords(PRODUCTION, { environments: ["staging", "production"] })).toBe(
    ", only in production, nothing else",
  );
  expect(reachWords(PRODUCTION, { environments: ["staging"] })).toBe(", in no environment, nothing else");
});
