#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  const [{ enableCompileCache }, { default: envPaths }] = await Promise.all([
    import("node:module"),
    import("env-paths"),
  ]);
  // To compile our code is the longest part of most commands.
  enableCompileCache(envPaths("keywright", { suffix: "" }).cache);
  await import("./run.ts");
} else {
  process.stderr.write(`keywright needs Node 22.18 or newer. This is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
}
