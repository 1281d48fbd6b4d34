import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { UNLEASH_MISSING } from "../unleash-server.ts";
import { CASES } from "./unleash-door-cases.ts";
import { differences } from "./unleash-door-compare.ts";
import { DIFFERENCES, differencesByRequest, differencesOfValues } from "./unleash-door-differences.ts";
import { type Answer, ask, type Side, startOurs, startTheirs } from "./unleash-door-sides.ts";

if (UNLEASH_MISSING) console.warn("unleash-server is not installed: npm ci --prefix bench/peers/unleash");

const TOKENS = "/api/admin/api-tokens";
const OF_DOOMED = "/api/admin/projects/doomed/api-tokens";

interface Shown {
  readonly secret: string;
  readonly tokenName: string;
  readonly projects: string[];
  readonly secure: boolean;
}

test("the documentation lists all that is different, and nothing else", async () => {
  const page = await readFile(new URL("../../../../docs/unleash.md", import.meta.url), "utf8");
  const listed = page.split(/^## /m).find((part) => part.startsWith("What is different on purpose")) ?? "";
  const rows = listed
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2);
  const cells = rows.map((row) => row.split(/ +\| +|^\| +| +\|$/).filter((cell) => cell !== ""));
  expect(cells).toEqual(Object.values(DIFFERENCES).map(({ what, why }) => [what, why]));
});

describe.skipIf(UNLEASH_MISSING)("the door for Unleash's clients, beside unleash-server 8.2.0", () => {
  let theirs: Side;
  let ours: Side;
  const sides = () => [theirs, ours] as const;

  beforeAll(async () => {
    [ours, theirs] = await Promise.all([startOurs(), startTheirs(inject("postgresUrl") ?? "")]);
  });
  afterAll(async () => {
    await ours.close();
    await theirs.close();
  });

  async function create(side: Side, json: object, path = TOKENS): Promise<Shown> {
    const body = { tokenName: "made", type: "backend", ...json };
    const answer = await ask(side, { method: "POST", path, by: side.admin, json: body });
    expect(answer.status).toBe(201);
    return answer.body as Shown;
  }
  async function list(side: Side, path = TOKENS): Promise<Shown[]> {
    const { body } = await ask(side, { method: "GET", path, by: side.admin });
    return (body as { tokens: Shown[] }).tokens;
  }
  /** Of a token that was just made and is called nothing else. */
  async function projectsOf(side: Side, tokenName: string): Promise<string[] | undefined> {
    return (await list(side)).find((token) => token.tokenName === tokenName)?.projects;
  }
  async function isValid(side: Side, secret: string): Promise<boolean> {
    const question = { method: "POST", path: "/edge/validate", json: { tokens: [secret] } } as const;
    return ((await ask(side, question)).body as { tokens: unknown[] }).tokens.length === 1;
  }

  test("the same requests are answered alike, but for what is listed", async () => {
    const found: Record<string, string[]> = {};
    const kept = sides().map(({ admin, person }): Record<string, string> => ({ admin, person }));
    for (const { name, question, keep } of CASES) {
      const answers: Answer[] = [];
      for (const [index, side] of sides().entries()) {
        const held = kept[index] ?? {};
        const answer = await ask(side, question(held));
        answers.push(answer);
        if (keep) held[keep[0]] = String((answer.body as Record<string, unknown>)[keep[1]]);
      }
      const differ = differences(answers[0] as Answer, answers[1] as Answer);
      if (differ.length > 0) found[name] = differ;
    }
    expect(found).toEqual(differencesByRequest());
  });

  /** What each side makes of it: were it the same, the difference would be none. */
  const BY_VALUE: Record<string, () => Promise<void>> = {
    async valueOnce() {
      for (const [side, isKept] of [
        [theirs, true],
        [ours, false],
      ] as const) {
        const { secret } = await create(side, { tokenName: "once" });
        const [listed] = await list(side, `${TOKENS}/once`);
        expect([listed?.secret === secret, listed?.secure]).toEqual([isKept, !isKept]);
        await ask(side, { method: "DELETE", path: `${TOKENS}/${listed?.secret}`, by: side.admin });
        expect(await list(side, `${TOKENS}/once`)).toEqual([]);
      }
      const { secret } = await create(ours, { tokenName: "shown", type: "frontend" });
      expect((await list(ours, `${TOKENS}/shown`))[0]).toMatchObject({ secret, secure: false });
    },

    async deletion() {
      const stillValid: boolean[][] = [];
      for (const side of sides()) {
        const valid: boolean[] = [];
        // Theirs reads all tokens again once a minute: that does not happen three times in a row.
        for (let round = 0; round < 3; round++) {
          const { secret } = await create(side, {});
          expect(await isValid(side, secret)).toBe(true);
          await ask(side, { method: "DELETE", path: `${TOKENS}/${secret}`, by: side.admin });
          valid.push(await isValid(side, secret));
        }
        stillValid.push(valid);
      }
      expect(stillValid[0]).toContain(true);
      expect(stillValid[1]).not.toContain(true);
    },

    async deletedProject() {
      for (const side of sides()) {
        await create(side, { tokenName: "of one" }, OF_DOOMED);
        await create(side, { tokenName: "of both", projects: ["default", "doomed"] });
        await side.deleteDoomed();
      }
      expect(await projectsOf(theirs, "of one")).toEqual(["*"]);
      expect(await projectsOf(ours, "of one")).toEqual([]);
      for (const side of sides()) expect(await projectsOf(side, "of both")).toEqual(["default"]);
    },

    async project() {
      expect((await create(theirs, { project: "default" })).projects).toEqual(["*"]);
      expect((await create(ours, { project: "default" })).projects).toEqual(["default"]);
    },

    async onlyItsOwn() {
      for (const [side, isThere] of [
        [theirs, true],
        [ours, false],
      ] as const) {
        await create(side, { tokenName: "of all" });
        const listed = await list(side, "/api/admin/projects/default/api-tokens");
        expect(listed.some(({ tokenName }) => tokenName === "of all")).toBe(isThere);
        expect(listed.some(({ projects }) => projects.includes("default"))).toBe(true);
      }
    },
  };

  test("what values show is tested", () => {
    expect(Object.keys(BY_VALUE).sort()).toEqual(differencesOfValues().sort());
  });

  test.each(differencesOfValues().map((key) => [DIFFERENCES[key].what, key] as const))("%s", (_what, key) =>
    BY_VALUE[key]?.(),
  );
});
