import { type Dependencies, isConsole, type Manifest, type Package } from "./packages.ts";

export const toJavaScript = (path: string) => path.replace(/\.ts$/, ".js");
const toDeclaration = (path: string) => path.replace(/\.ts$/, ".d.ts");

/** What the published package says of itself: the source's manifest, with JavaScript in the place of TypeScript. */
export function publishedManifest(one: Package, overrides: Dependencies): object {
  const { exports, bin, engines = { node: ">=22" }, ...rest } = one.manifest;
  const { name, version, description, sideEffects, peerDependencies, peerDependenciesMeta } = rest;
  return {
    name,
    version,
    description,
    license: "Apache-2.0",
    type: "module",
    sideEffects,
    engines,
    bin: bin && mapValues(bin, toJavaScript),
    exports: exports && publishedExports(one.manifest),
    files: filesOf(one),
    dependencies: dependenciesOf(one, overrides),
    peerDependencies,
    peerDependenciesMeta,
    publishConfig: { access: "public" },
  };
}

function dependenciesOf(one: Package, overrides: Dependencies): Dependencies | undefined {
  // They are inside of what was built.
  if (isConsole(one)) return undefined;
  const { dependencies } = one.manifest;
  // Overrides count at the root of an installation alone: elsewhere, who needs better-auth must ask for its parts as well.
  return dependencies && "better-auth" in dependencies ? { ...dependencies, ...overrides } : dependencies;
}

/** Something to import, in contrast to something to run. */
function isLibrary({ exports }: Manifest): boolean {
  return exports !== undefined && "." in exports;
}

function publishedExports(manifest: Manifest): object {
  const { exports = {} } = manifest;
  if (!isLibrary(manifest)) return mapValues(exports, toJavaScript);
  return mapValues(exports, (path) => ({ types: toDeclaration(path), default: toJavaScript(path) }));
}

function filesOf(one: Package): string[] {
  if (isConsole(one)) return ["dist"];
  const code = ["src", "bin", ...(one.manifest.files ?? [])];
  return isLibrary(one.manifest) ? code : [...code, "!**/*.d.ts"];
}

function mapValues<T>(
  record: Readonly<Record<string, string>>,
  change: (value: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
