import { mkdir, writeFile } from "node:fs/promises";
import { isConsole, type Package } from "./packages.ts";
import { BUILD, ROOT, sourceOf, stageOf } from "./places.ts";
import { run } from "./run.ts";

const PROJECTS = `${BUILD}/tsc`;

/** JavaScript and declarations of every package, laid out as the sources are: only the endings differ. */
export async function compile(packages: readonly Package[]): Promise<void> {
  const compiled = packages.filter((each) => !isConsole(each));
  for (const each of compiled) await writeProject(each.folder, projectOf(each, compiled));
  const references = compiled.map(({ folder }) => ({ path: `${PROJECTS}/${folder}` }));
  await writeProject(".", { files: [], references });
  await run(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, "--build", PROJECTS]);
}

function projectOf({ folder, manifest }: Package, compiled: readonly Package[]) {
  const source = sourceOf(folder);
  const needed = compiled.filter(({ manifest: { name } }) => name in (manifest.dependencies ?? {}));
  return {
    extends: `${source}/tsconfig.json`,
    compilerOptions: {
      rootDir: source,
      outDir: stageOf(folder),
      tsBuildInfoFile: `${PROJECTS}/${folder}/tsbuildinfo`,
      emitDeclarationOnly: false,
      rewriteRelativeImportExtensions: true,
      // `npm run typecheck` checks the types, of tests as well.
      noCheck: true,
    },
    include: [`${source}/src`, `${source}/bin`],
    exclude: ["test", "test-support", "test-d"].map((kind) => `${source}/**/*.${kind}.ts`),
    references: needed.map((each) => ({ path: `${PROJECTS}/${each.folder}` })),
  };
}

async function writeProject(folder: string, project: object): Promise<void> {
  await mkdir(`${PROJECTS}/${folder}`, { recursive: true });
  await writeFile(`${PROJECTS}/${folder}/tsconfig.json`, JSON.stringify(project));
}
