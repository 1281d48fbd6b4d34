import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessFromFile } from "../packages/cli/src/access/from-file.ts";
import { wholeFiles } from "../packages/cli/src/access/files.test-support.ts";
import { readForm } from "../packages/cli/src/access/mistakes.ts";
import { accessText } from "../packages/cli/src/access/to-file.ts";
import { type AccessWorld, startAccessWorld } from "./access-world.ts";

const EVERYTHING = ["--section", "team", "org", "platform"];

let world: AccessWorld;
let team: string;
beforeAll(async () => {
  world = await startAccessWorld();
  const { operator } = world;
  // The roles of the organization also reach into another team.
  const { id: teamId } = await operator.createTeam({ body: { name: "other" } });
  for (const name of ["api", "back-office", "web-shop"]) {
    await operator.createProject({ params: { teamId }, body: { name } });
  }
  ({ id: team } = await operator.createTeam({ body: { name: "web" } }));
});
afterAll(() => world?.stop());

interface Whole {
  readonly team: { readonly roles: object };
  readonly org: { readonly roles: object };
}

/** A team and an organization that have had an owner keep one. */
function withOwners(file: object): object {
  const { team, org } = file as Whole;
  const owner = { members: ["ada@example.com"] };
  return {
    ...file,
    team: { ...team, roles: { ...team.roles, owner } },
    org: { ...org, roles: { ...org.roles, owner } },
  };
}

/** What the API cannot clear, and a file that does not speak of it leaves. */
const withoutWhatStays = (text: string) => text.replaceAll(/^ {6}(region|color): .*\n/gm, "");

test("from any state of a real server to any other: applying gives what the file says, and again nothing", async () => {
  await fc.assert(
    fc.asyncProperty(wholeFiles.map(withOwners), async (file) => {
      const args = ["--team", team, "--prune", "--yes"];
      expect(await world.apply(file, args)).toMatchObject({ code: 0 });
      const text = await world.exported(["--team", team, ...EVERYTHING]);
      const wanted = accessText(accessFromFile(readForm(file).file!));
      expect(withoutWhatStays(text)).toBe(withoutWhatStays(wanted));
      expect(await world.apply(text, ["--team", team, "--prune", "--plan"])).toMatchObject({ code: 0 });
    }),
    { numRuns: 6, endOnFailure: true },
  );
});
