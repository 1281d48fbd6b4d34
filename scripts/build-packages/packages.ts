import { readFile } from "node:fs/promises";
import { ROOT, sourceOf } from "./places.ts";

/** Every published package, each after those it needs. */
const FOLDERS = ["policy", "contract", "verifier", "sdk", "connectors", "console", "server", "cli"] as const;

export type Dependencies = Readonly<Record<string, string>>;

/** The part of a package.json that we read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly sideEffects?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  /** Published beside the code. */
  readonly files?: readonly string[];
  readonly engines?: Dependencies;
  readonly dependencies?: Dependencies;
  readonly peerDependencies?: Dependencies;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

export function readPackages(): Promise<Package[]> {
  return Promise.all(
    FOLDERS.map(async (folder) => {
      const text = await readFile(`${sourceOf(folder)}/package.json`, "utf8");
      return { folder, manifest: JSON.parse(text) as Manifest };
    }),
  );
}

/** The versions of indirect dependencies on which the workspace insists. */
export async function readOverrides(): Promise<Dependencies> {
  const text = await readFile(`${ROOT}package.json`, "utf8");
  return (JSON.parse(text) as { overrides: Dependencies }).overrides;
}

/** Pages for browsers: built by its own build step, with all that they need inside. */
export function isConsole({ folder }: Package): boolean {
  return folder === "console";
}
