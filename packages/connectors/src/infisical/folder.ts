import { z } from "zod";
import type { VariableChange, VariableMap } from "../connector.ts";
import { ConnectorError } from "../connector-error.ts";
import type { Http } from "../http.ts";
import { query } from "../path.ts";
import { call, type Platform } from "../platform.ts";
import { type InfisicalCredentials, logIn } from "./api.ts";

export interface FolderDestination {
  readonly projectId: string;
  /** Its slug. */
  readonly environment: string;
  readonly secretPath: string;
}

const Secrets = z.object({
  secrets: z.array(
    z.object({ secretKey: z.string(), secretValue: z.string(), secretValueHidden: z.boolean().optional() }),
  ),
});
const Written = z.union([z.object({ secrets: z.array(z.unknown()) }), z.object({ approval: z.unknown() })]);

export async function read(
  http: Http,
  credentials: InfisicalCredentials,
  { projectId, environment, secretPath }: FolderDestination,
): Promise<VariableMap> {
  const folder = query({
    projectId,
    environment,
    secretPath,
    viewSecretValue: "true",
    expandSecretReferences: "false",
    recursive: "false",
    include_imports: "false",
  });
  const request = {
    method: "GET",
    path: `/api/v4/secrets${folder}`,
    to: "read the folder's secrets",
  } as const;
  const { secrets } = await call(await logIn(http, credentials), request, Secrets);
  if (secrets.some((secret) => secret.secretValueHidden)) {
    throw new ConnectorError(
      "permission_missing",
      "Could not read the folder's secrets: Infisical hides their values from these credentials. What is needed there: Secrets, Read Value.",
    );
  }
  return Object.fromEntries(secrets.map(({ secretKey, secretValue }) => [secretKey, secretValue]));
}

export async function write(
  http: Http,
  credentials: InfisicalCredentials,
  to: FolderDestination,
  { set, remove }: VariableChange,
): Promise<void> {
  refuseWhatWouldChange(set);
  const infisical = await logIn(http, credentials, Object.values(set));
  const secrets = Object.entries(set).map(([secretKey, secretValue]) => ({ secretKey, secretValue }));
  if (secrets.length > 0)
    await send(infisical, "PATCH", { ...place(to), mode: "upsert", secrets }, "set secrets");
  const gone = remove.map((secretKey) => ({ secretKey, type: "shared" }));
  if (gone.length > 0) await send(infisical, "DELETE", { ...place(to), secrets: gone }, "delete secrets");
}

function place({ projectId, environment, secretPath }: FolderDestination) {
  return { projectId, environment, secretPath };
}

async function send(
  infisical: Platform,
  method: "PATCH" | "DELETE",
  body: object,
  to: string,
): Promise<void> {
  const request = { method, path: "/api/v4/secrets/batch", body, repeatable: true, to } as const;
  const answer = await call(infisical, request, Written);
  if (!("approval" in answer)) return;
  throw new ConnectorError(
    "rejected",
    `Could not ${to}: Infisical holds the change back until somebody approves it there. Exempt the machine identity from the folder's approval policy.`,
  );
}

/** Infisical trims values, except for one line break at the end. What would arrive changed is not sent. */
function refuseWhatWouldChange(set: VariableMap): void {
  const changed = Object.entries(set)
    .filter(([, value]) => value.trim() !== value && `${value.trim()}\n` !== value)
    .map(([key]) => key);
  if (changed.length === 0) return;
  throw new ConnectorError(
    "rejected",
    `Infisical would cut white space off the ends of these values: ${changed.join(", ")}.`,
  );
}
