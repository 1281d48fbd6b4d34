import { chmod, copyFile, cp, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { publishedManifest, toJavaScript } from "./manifest.ts";
import { type Dependencies, isConsole, type Package } from "./packages.ts";
import { ROOT, sourceOf, stageOf } from "./places.ts";
import { run } from "./run.ts";

/** Puts beside the compiled code all else that a package consists of. */
export async function stage(one: Package, overrides: Dependencies): Promise<void> {
  const [source, target] = [sourceOf(one.folder), stageOf(one.folder)];
  await mkdir(target, { recursive: true });
  await (isConsole(one) ? buildConsole(source, target) : copyWhatIsRead(source, target));
  for (const file of one.manifest.files ?? []) await copyFile(join(source, file), join(target, file));
  await makeExecutable(one, target);
  await copyFile(join(source, "README.md"), join(target, "README.md"));
  await copyFile(join(ROOT, "LICENSE"), join(target, "LICENSE"));
  const manifest = JSON.stringify(publishedManifest(one, overrides), null, 2);
  await writeFile(join(target, "package.json"), `${manifest}\n`);
}

/** Migrations, templates and the like: what is no TypeScript among the sources is read while running. */
function copyWhatIsRead(source: string, target: string): Promise<void> {
  return cp(join(source, "src"), join(target, "src"), {
    recursive: true,
    filter: async (path) => !path.endsWith(".ts") || (await stat(path)).isDirectory(),
  });
}

/** Anew, and not what was served from here last: that has parts of older builds as well. */
function buildConsole(source: string, target: string): Promise<void> {
  return run("npm", ["run", "build", "--", "--outDir", join(target, "dist"), "--logLevel", "warn"], {
    cwd: source,
    env: { ...process.env, NODE_ENV: "production" },
  });
}

async function makeExecutable({ manifest: { bin = {} } }: Package, target: string): Promise<void> {
  for (const path of Object.values(bin)) await chmod(join(target, toJavaScript(path)), 0o755);
}
