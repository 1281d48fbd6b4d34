import { spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT } from "./places.ts";

export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", 2, 2], ...options });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}
