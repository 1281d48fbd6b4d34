#!/usr/bin/env node
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { codeFolder, readConfig } from "./config.ts";

/** To compile all our code is the longest part of a start. Beside the data it is kept for the next one, once there are data. */
function keepCompiledCode(): void {
  try {
    const { dataDir } = readConfig(process.env).config;
    if (existsSync(dataDir)) enableCompileCache(codeFolder(dataDir));
  } catch {
    // The program itself says what is wrong with the settings.
  }
}

keepCompiledCode();
await import("./program.ts");
