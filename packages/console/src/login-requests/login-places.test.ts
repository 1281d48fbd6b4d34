import { expect, test } from "vitest";
import type { Membership } from "../api/account.ts";
import { loginPlaces } from "./login-places.ts";

const HELD = [{ id: "developer", name: "Developer" }];

function team(id: string, roles = HELD): Membership["teams"][number] {
  return { id, name: id.toUpperCase(), roles, permissions: [], restricted: false };
}

function member(id: string, membership: Partial<Membership>): Membership {
  const org = { id, name: id.toUpperCase(), suspended: false };
  return { org, memberId: "mem_1", isOperator: false, roles: [], permissions: [], teams: [], ...membership };
}

function valuesOf(memberships: Membership[], kind: "browser" | "northflank" = "browser"): string[] {
  return loginPlaces({ memberships }, { kind }).map(({ value }) => value);
}

test("where nothing is held there is nothing to give, nor where the organization is suspended", () => {
  const suspended = { id: "gone", name: "Gone", suspended: true };
  expect(valuesOf([])).toEqual([]);
  expect(valuesOf([member("acme", { teams: [team("reached", [])] })])).toEqual([]);
  expect(valuesOf([member("gone", { org: suspended, roles: HELD, teams: [team("web")] })])).toEqual([]);
});

test("teams come first, and the organization only for those who hold a role of it", () => {
  const both = member("acme", { roles: HELD, teams: [team("web"), team("reached", [])] });
  expect(valuesOf([both, member("other", { teams: [team("web")] })])).toEqual([
    "acme/web",
    "acme",
    "other/web",
  ]);
});

test("a command line that names no team gets a token of one", () => {
  const both = member("acme", { roles: HELD, teams: [team("web")] });
  expect(valuesOf([both], "northflank")).toEqual(["acme/web"]);
});
