import { expect, test } from "vitest";
import { givenCredentials, isComplete, proposedName } from "./connection-draft.ts";

const token = { name: "apiToken", label: "API token", secret: true };
const baseUrl = { name: "baseUrl", label: "Base URL", secret: false, default: "https://api.example.com" };

test("the proposed name is the platform's, or the next that no connection has", () => {
  expect(proposedName("github", [])).toBe("github");
  expect(proposedName("github", [{ name: "github-2" }])).toBe("github");
  expect(proposedName("github", [{ name: "github" }, { name: "github-2" }])).toBe("github-3");
});

test("a field that was emptied again is left out, so that its default is taken", () => {
  expect(givenCredentials({ apiToken: " t ", baseUrl: " " })).toEqual({ apiToken: " t " });
});

test("credentials are complete with every field that has no default", () => {
  expect(isComplete([token, baseUrl], {})).toBe(false);
  expect(isComplete([token, baseUrl], { apiToken: "  ", baseUrl: "https://x.example" })).toBe(false);
  expect(isComplete([token, baseUrl], { apiToken: "t" })).toBe(true);
});
