import { describe, expect, test } from "vitest";
import type { Role } from "./at.ts";
import { completed, restrictionFrom } from "./definition.ts";
import { orgBody, teamBody } from "./definition-body.ts";

const restricted = (restrictions: object) => ({ restrictions }) as Role;

describe("permissions", () => {
  test("go to the list of their scope, and `*` to every one of a team", () => {
    expect(teamBody({ permissions: ["team:admin:*", "project:*"] }).permissions).toEqual({
      teamScope: ["team:admin:*"],
      projectScope: ["project:*"],
    });
    expect(teamBody({ permissions: ["*"] }).permissions).toEqual({ teamScope: ["*"], projectScope: ["*"] });
  });

  test("`*` of an organization leaves the installation alone", () => {
    expect(orgBody({ permissions: ["*"] }).permissions).toEqual({
      platformScope: [],
      orgScope: ["*"],
      teamScope: ["*"],
      projectScope: ["*"],
    });
  });

  test.each(["org:admin:roles:read", "projct:secrets:*", "**", ""])(
    "%j is refused, and not left out",
    (pattern) => {
      expect(() => teamBody({ permissions: ["project:*", pattern] })).toThrow(
        /is no permission of a team's role/,
      );
    },
  );

  test("that are not given are not sent", () => {
    expect(teamBody({}).permissions).toBeUndefined();
  });
});

describe("a restriction", () => {
  test("of nothing is none, and of an environment alone is one", () => {
    expect(restrictionFrom({})).toBeUndefined();
    const restriction = restrictionFrom({ environment: ["staging"] });
    expect(teamBody({ restriction }).restrictions).toEqual({
      enabled: true,
      projects: ["*"],
      restrictionMode: "in",
      environments: ["staging"],
    });
  });

  test("to some and to all but some is refused", () => {
    expect(() => restrictionFrom({ restrict: ["a"], except: ["b"] })).toThrow(/not both/);
  });

  test("of an organization's role is to teams, whole or in part", () => {
    const { restrictions } = orgBody({
      restriction: restrictionFrom({ restrict: ["web", "app/shop", "app/blog"] }),
    });
    expect(restrictions).toMatchObject({
      enabled: true,
      teams: [
        { teamId: "web", restrictions: { enabled: false } },
        { teamId: "app", restrictions: { enabled: true, projects: ["shop", "blog"] } },
      ],
    });
    expect(() => orgBody({ restriction: restrictionFrom({ environment: ["staging"] }) })).toThrow(
      /which teams/,
    );
  });

  test("gives up its environments alone when that is said, and not beside others", () => {
    const role = restricted({
      enabled: true,
      projects: ["a"],
      restrictionMode: "in",
      environments: ["staging"],
    });
    const given = restrictionFrom({ allEnvironments: true })!;
    expect(teamBody({ restriction: completed(given, role) }).restrictions).toEqual({
      enabled: true,
      projects: ["a"],
      restrictionMode: "in",
      environments: null,
    });
    expect(() => restrictionFrom({ allEnvironments: true, environment: ["staging"] })).toThrow(/not both/);
  });

  test("that is edited in part keeps the rest, so that it never grows by accident", () => {
    const role = restricted({
      enabled: true,
      projects: ["a"],
      restrictionMode: "notIn",
      environments: ["staging"],
    });
    expect(completed({ to: ["b"], except: false, environments: undefined }, role)).toEqual({
      to: ["b"],
      except: false,
      environments: ["staging"],
    });
    expect(completed({ to: undefined, except: false, environments: ["production"] }, role)).toEqual({
      to: ["a"],
      except: true,
      environments: ["production"],
    });
  });

  test("within teams is not guessed at", () => {
    const inTeam = { enabled: true, projects: ["a"], restrictionMode: "in", environments: ["staging"] };
    const role = restricted({ enabled: true, teams: [{ teamId: "web", restrictions: inTeam }] });
    expect(() => completed({ to: ["web"], except: false, environments: undefined }, role)).toThrow(
      /give both/,
    );
  });
});
