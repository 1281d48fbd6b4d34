import type { App } from "./app.ts";
import type { Config } from "./config.ts";

/** What a person sees after `npm start`: where to go, and what to do next. */
export function greeting(config: Config, app: App): string {
  const { publicUrl, databaseUrl, dataDir, init } = config;
  const storage = databaseUrl ? "Postgres" : `embedded database in ${dataDir}`;
  const lines = [
    `Keywright is ready on ${publicUrl}  (${storage})`,
    "",
    `  API reference   ${publicUrl}/docs`,
  ];
  if (app.isNew && init.tokenFile) {
    lines.push(`  Operator token  ${init.tokenFile}  (readable by you alone; it is shown nowhere else)`);
    lines.push(
      "",
      "Try it:",
      `  curl -H "authorization: Bearer $(cat ${init.tokenFile})" ${publicUrl}/v1/me`,
    );
  } else if (app.isNew) {
    lines.push(
      "",
      "Next: get the operator's token. Stop this server, run",
      "  npm run operator-token -- ./operator.token",
    );
    lines.push("and start it again. The token can do everything; keep it like a password.");
  }
  return `${lines.join("\n")}\n`;
}
