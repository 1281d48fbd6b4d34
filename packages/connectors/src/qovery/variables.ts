import type { VariableChange } from "../connector.ts";
import { ConnectorError } from "../connector-error.ts";
import type { Http } from "../http.ts";
import {
  createVariable,
  deleteVariable,
  editVariable,
  listVariables,
  qoveryApi,
  type QoveryCredentials,
  type QoveryVariable,
} from "./api.ts";

export interface EnvironmentDestination {
  readonly projectId: string;
  readonly environmentId: string;
  /** What is created there: a secret, which nobody can read again, or a variable. */
  readonly kind: "secret" | "variable";
}

export async function read(http: Http, credentials: QoveryCredentials, to: EnvironmentDestination) {
  const variables = await listVariables(qoveryApi(http, credentials), to.environmentId);
  return Object.fromEntries(
    variables.map(({ key, value, is_secret }) => [key, is_secret ? null : (value ?? "")]),
  );
}

/** One request for each variable: an attempt that fails half way is finished by the next. */
export async function write(
  http: Http,
  credentials: QoveryCredentials,
  { environmentId, kind }: EnvironmentDestination,
  { set, remove }: VariableChange,
): Promise<void> {
  const qovery = qoveryApi(http, credentials, Object.values(set));
  const present = new Map((await listVariables(qovery, environmentId)).map((each) => [each.key, each]));
  if (kind === "secret") refuseToReveal(Object.keys(set), present);
  for (const [key, value] of Object.entries(set)) {
    const known = present.get(key);
    if (!known) await createVariable(qovery, environmentId, { key, value, is_secret: kind === "secret" });
    else if (known.is_secret || known.value !== value) await editVariable(qovery, known.id, { key, value });
  }
  for (const key of remove) {
    const known = present.get(key);
    if (known) await deleteVariable(qovery, known);
  }
}

/** A variable stays one when it is set: a secret put into it could be read by everybody. */
function refuseToReveal(keys: readonly string[], present: ReadonlyMap<string, QoveryVariable>): void {
  const readable = keys.filter((key) => present.get(key)?.is_secret === false);
  if (readable.length === 0) return;
  throw new ConnectorError(
    "rejected",
    `In Qovery these are variables that can be read, not secrets: ${readable.join(", ")}. Delete them there, or sync variables.`,
  );
}
