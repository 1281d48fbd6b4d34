import { builtConsole } from "../src/console/build.ts";

/** Built once, before servers are started that would each do it. */
export default async function setup(): Promise<void> {
  await builtConsole();
}
