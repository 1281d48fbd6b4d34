import { z } from "zod";
import type { Http } from "../http.ts";
import { path, query } from "../path.ts";
import { call, type Platform, send } from "../platform.ts";

export interface QoveryCredentials {
  readonly apiToken: string;
  readonly baseUrl: string;
}

export function qoveryApi(
  http: Http,
  { apiToken, baseUrl }: QoveryCredentials,
  values: readonly string[] = [],
): Platform {
  const headers = { authorization: `Token ${apiToken}`, accept: "application/json" };
  return { title: "Qovery", http, baseUrl, headers, secrets: [apiToken, ...values] };
}

const Named = z.object({ results: z.array(z.object({ id: z.string(), name: z.string() })) });

const Variable = z.object({
  id: z.string(),
  key: z.string(),
  value: z.string().nullish(),
  is_secret: z.boolean(),
  scope: z.string(),
  variable_type: z.string().optional(),
});
const Variables = z.object({ results: z.array(Variable) });
export type QoveryVariable = z.infer<typeof Variable>;

/** What has a value of its own. Aliases, files, and what Qovery itself sets are left alone. */
const PLAIN_TYPES = new Set(["VALUE", "OVERRIDE"]);

export async function listOrganizations(qovery: Platform) {
  const request = { method: "GET", path: "/organization", to: "list organizations" } as const;
  return (await call(qovery, request, Named)).results;
}

export async function listProjectsOf(qovery: Platform, organizationId: string) {
  const request = {
    method: "GET",
    path: path`/organization/${organizationId}/project`,
    to: "list projects",
  } as const;
  return (await call(qovery, request, Named)).results;
}

export async function listEnvironments(qovery: Platform, projectId: string) {
  const request = {
    method: "GET",
    path: path`/project/${projectId}/environment`,
    to: "list environments",
  } as const;
  return (await call(qovery, request, Named)).results;
}

/** The platform also lists what an environment inherits: that is not the environment's own. */
export async function listVariables(qovery: Platform, environmentId: string): Promise<QoveryVariable[]> {
  const here = query({ parent_id: environmentId, scope: "ENVIRONMENT" });
  const request = {
    method: "GET",
    path: `/variable${here}`,
    to: "list the environment's variables",
  } as const;
  const { results } = await call(qovery, request, Variables);
  return results.filter(
    ({ scope, variable_type }) =>
      scope === "ENVIRONMENT" && (variable_type === undefined || PLAIN_TYPES.has(variable_type)),
  );
}

export interface NewVariable {
  readonly key: string;
  readonly value: string;
  readonly is_secret: boolean;
}

export async function createVariable(qovery: Platform, environmentId: string, variable: NewVariable) {
  const body = { ...variable, variable_scope: "ENVIRONMENT", variable_parent_id: environmentId };
  await send(qovery, { method: "POST", path: "/variable", body, to: `create the variable ${variable.key}` });
}

export async function editVariable(
  qovery: Platform,
  id: string,
  { key, value }: { key: string; value: string },
) {
  const body = { key, value };
  await send(qovery, { method: "PUT", path: path`/variable/${id}`, body, to: `set the variable ${key}` });
}

export async function deleteVariable(qovery: Platform, { id, key }: QoveryVariable) {
  await send(qovery, { method: "DELETE", path: path`/variable/${id}`, to: `delete the variable ${key}` });
}
