import type { Connector } from "@keywright/connectors";
import { createHmac } from "node:crypto";
import type { Proof } from "../app-connections/use.ts";
import type { Db } from "../db/database.ts";
import { type Encryption, INSTALLATION_SCOPE } from "../encryption/data-keys.ts";
import { Refusal, refuseField } from "../refusal.ts";

export type Writable = NonNullable<Connector["variables"]>;

/** What a connector does with variables; refused of one that only knows other things. */
export function requireVariables({ title, variables }: Connector): Writable {
  if (variables) return variables;
  throw refuseField("validation_failed", "connectionId", `${title} has no variables that could be written.`);
}

/** As the connector wants it. Each field that is wrong is named. */
export function readDestination(variables: Writable, given: unknown): Record<string, string> {
  const parsed = variables.destination.safeParse(given);
  if (parsed.success) return parsed.data as Record<string, string>;
  const named = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [key, "is not a field here"] as const)
      : [[issue.path.join("."), sentence(issue)] as const],
  );
  throw new Refusal("validation_failed", {
    detail: named.map(([name, message]) => `destination.${name} ${message}`).join("; ") + ".",
    fields: Object.fromEntries(named.map(([name, message]) => [`destination.${name}`, [message]])),
  });
}

function sentence(issue: { code: string; message: string; input?: unknown }): string {
  return issue.code === "invalid_type" && issue.input === undefined ? "is required" : issue.message;
}

/**
 * The same for two destinations that are one place, in whatever organization. Keyed: the address of a webhook is a secret,
 * and not to be guessed.
 */
export async function hashDestination(
  db: Db,
  encryption: Encryption,
  { connector, credentials }: Proof,
  destination: unknown,
): Promise<string> {
  const secret = await encryption.derive(db, INSTALLATION_SCOPE, "sync destinations");
  const place = requireVariables(connector).placeOf(credentials, destination).map(canonical);
  return createHmac("sha256", secret).update(JSON.stringify(place)).digest("hex");
}

/** Addresses are the same in capital letters, and with the port that goes without saying. */
function canonical(part: string): string {
  return /^https?:\/\//i.test(part) ? (URL.parse(part)?.href ?? part) : part;
}
