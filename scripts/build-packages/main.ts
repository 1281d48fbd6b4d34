import { rm } from "node:fs/promises";
import { compile } from "./compile.ts";
import { readOverrides, readPackages } from "./packages.ts";
import { BUILD, stageOf } from "./places.ts";
import { run } from "./run.ts";
import { stage } from "./stage.ts";

const [packages, overrides] = await Promise.all([readPackages(), readOverrides()]);
await rm(BUILD, { recursive: true, force: true });
await compile(packages);
for (const one of packages) await stage(one, overrides);
const stages = packages.map(({ folder }) => stageOf(folder));
await run("npm", ["pack", "--loglevel", "error", "--pack-destination", BUILD, ...stages]);
