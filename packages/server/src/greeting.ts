import { dirname } from "node:path";
import type { App } from "./app.ts";
import type { Config } from "./config.ts";

/** From the sources, or from the published package. */
const COMMAND = import.meta.url.endsWith(".ts")
  ? "npm run operator-token --"
  : "npx keywright-server operator-token";

/** What a person sees after `npm start`: where to go, and what to do next. */
export function greeting(config: Config, app: App): string {
  const { publicUrl, databaseUrl, dataDir, init } = config;
  const storage = databaseUrl ? "Postgres" : `embedded database in ${dataDir}`;
  const lines = [
    `Keywright is ready on ${publicUrl}  (${storage})`,
    "",
    `  API reference   ${publicUrl}/docs`,
  ];
  if (app.isNew && init.tokenFile)
    lines.push(`  Operator token  ${init.tokenFile}  (readable by you alone; it is shown nowhere else)`);
  const [initial] = init.tokens;
  if (app.isNew && initial) lines.push(`  Initial tokens  ${dirname(initial.file)}`);
  if (app.setupLink !== undefined) lines.push("", ...setupLines(app.setupLink));
  if (app.isNew) lines.push("", ...programLines(publicUrl, init.tokenFile));
  return `${lines.join("\n")}\n`;
}

function setupLines(link: string): string[] {
  return [
    "Next: open this link to become the first person. It works once, and whoever has it owns this installation.",
    `  ${link}`,
  ];
}

function programLines(publicUrl: string, tokenFile: string | undefined): string[] {
  if (tokenFile !== undefined) {
    return ["Try it:", `  curl -H "authorization: Bearer $(cat ${tokenFile})" ${publicUrl}/v1/me`];
  }
  return [
    "For a program to begin with instead of a person: stop this server, run",
    `  ${COMMAND} ./operator.token`,
    "and start it again. The token can do everything; keep it like a password.",
  ];
}
