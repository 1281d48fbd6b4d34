import { type App, APPS, type Connector, connectorOf } from "@keywright/connectors";
import { createHmac } from "node:crypto";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { Refusal, refuseField } from "../refusal.ts";
import type { ConnectionRow } from "./queries.ts";

export interface Proof {
  readonly connector: Connector;
  readonly credentials: unknown;
}

export function readConnector(app: string, method: string): Connector {
  if (!isApp(app)) {
    throw refuseField("unknown_reference", "app", `must be one of ${APPS.join(", ")}`);
  }
  const connector = connectorOf(app);
  if (!connector.methods.includes(method)) {
    throw refuseField("unknown_reference", "method", `must be one of ${connector.methods.join(", ")}`);
  }
  return connector;
}

function isApp(app: string): app is App {
  return (APPS as readonly string[]).includes(app);
}

/** As the connector wants them. Values are never repeated. */
export function readCredentials(connector: Connector, given: unknown): Proof {
  const parsed = connector.credentials.safeParse(given);
  if (parsed.success) return { connector, credentials: parsed.data };
  const named = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [key, "is not a field here"] as const)
      : [[issue.path.join("."), issue.message] as const],
  );
  const fields = Object.fromEntries(named.map(([name, message]) => [`credentials.${name}`, [message]]));
  throw new Refusal("validation_failed", {
    detail: named[0]?.[1] ?? "The credentials are not valid.",
    fields,
  });
}

type RowIdentity = Pick<ConnectionRow, "org_id" | "team_id" | "id" | "app">;

export async function sealCredentials(
  work: Work,
  encryption: Encryption,
  row: RowIdentity,
  { credentials }: Proof,
) {
  const text = canonical(credentials);
  const sealed = await encryption.seal(work.tx, row.org_id, sealingIdentity(row), text, work.now);
  const secret = await encryption.derive(work.tx, row.org_id, "app-connection credentials");
  return {
    data_key_id: sealed.dataKeyId,
    ciphertext: sealed.ciphertext,
    // Keyed, and with the row: equal credentials of two connections do not look equal, nor can any be guessed.
    credentials_hash: createHmac("sha256", secret).update(`${row.id}\0${text}`).digest("hex"),
  };
}

type SealedRow = RowIdentity & Pick<ConnectionRow, "method" | "data_key_id" | "ciphertext">;

export async function openCredentials(db: Db, encryption: Encryption, row: SealedRow): Promise<Proof> {
  const sealed = { dataKeyId: row.data_key_id, ciphertext: row.ciphertext };
  const text = await encryption.open(db, row.org_id, sealingIdentity(row), sealed);
  return { connector: readConnector(row.app, row.method), credentials: JSON.parse(text) };
}

/** The organization is bound in as the scope. */
function sealingIdentity({ team_id, id, app }: RowIdentity): string {
  return `app-connection\0${team_id}\0${id}\0${app}`;
}

/** The same text for the same credentials, in whatever order their fields came. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
