import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const pure = ["packages/{policy,contract,verifier,sdk,connectors,cli,console}/**/*.test.ts"];
const slices = ["packages/server/src/**/*.test.ts", "packages/server/test/**/*.test.ts"];
/** Generated, or about the wire: one database is enough, and the embedded one is the slower. */
const generated = [
  "packages/server/test/{audit-complete,guards,guards-of-sessions,token-vectors,secrets-nowhere,sync-secrets-nowhere,partition}.test.ts",
  "packages/server/test/bad-input*.test.ts",
  "packages/server/test/{adapters,conformance}/*.test.ts",
  "packages/server/src/{doors,http,oauth,verification}/**/*.test.ts",
  "packages/server/src/roles/{escalation,no-escalation}.test.ts",
  "packages/server/src/secret-syncs/platforms.test.ts",
];
const postgresOnly = ["packages/server/**/*.pg.test.ts"];
/** Crash loops, demo and the like start processes of their own and bring their own databases. */
const processes = ["packages/server/**/*.process.test.ts"];

/** A file that takes minutes and begins last would have one core wait for it. */
const LONGEST = [
  "packed",
  "start.process",
  "crash.process",
  "propagation",
  "demo.process",
  "pages.e2e",
  "nouns.cli",
];

/** To load everything anew for each of hundreds of files would take a third of the time; what is tested keeps nothing in modules. */
const onceLoaded = { isolate: false };

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.includes(name));
    const { long = [], rest = [] } = Object.groupBy(await super.sort(files), (file) =>
      isLong(file) ? "long" : "rest",
    );
    return [...long, ...rest];
  }
}

export default defineConfig({
  test: {
    reporters: ["default"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Many tests wait, for leases, polls and other processes: more workers than the two cores of the gate's machine.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: "pure", include: pure } },
      {
        extends: true,
        test: {
          name: "embedded",
          ...onceLoaded,
          include: slices,
          exclude: [...postgresOnly, ...processes, ...generated],
          globalSetup: "packages/server/test/embedded-setup.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          ...onceLoaded,
          include: [...slices, ...postgresOnly],
          exclude: processes,
          globalSetup: "packages/server/test/postgres-setup.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "processes",
          include: processes,
          globalSetup: ["packages/server/test/postgres-setup.ts", "packages/server/test/console-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          ...onceLoaded,
          include: ["e2e/**/*.e2e.test.ts"],
          globalSetup: [
            "packages/server/test/console-setup.ts",
            "e2e/migrated-setup.ts",
            "e2e/browser-setup.ts",
          ],
        },
      },
    ],
  },
});
