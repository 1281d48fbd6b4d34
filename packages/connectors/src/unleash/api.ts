import { z } from "zod";
import type { Place } from "../connector.ts";
import type { Http } from "../http.ts";
import { path } from "../path.ts";
import { call, type Platform } from "../platform.ts";

export interface UnleashCredentials {
  readonly apiToken: string;
  readonly baseUrl: string;
}

const Projects = z.object({ projects: z.array(z.object({ id: z.string(), name: z.string() })) });
const Environments = z.object({ environments: z.array(z.object({ name: z.string() })) });

export function unleashApi(
  http: Http,
  { apiToken, baseUrl }: UnleashCredentials,
  values: readonly string[] = [],
): Platform {
  const headers = { authorization: apiToken, accept: "application/json" };
  return { title: "Unleash", http, baseUrl, headers, secrets: [apiToken, ...values] };
}

export async function listProjects(http: Http, credentials: UnleashCredentials): Promise<Place[]> {
  const request = { method: "GET", path: "/api/admin/projects", to: "list projects" } as const;
  return (await call(unleashApi(http, credentials), request, Projects)).projects;
}

export async function listEnvironments(
  http: Http,
  credentials: UnleashCredentials,
  projectId: string,
): Promise<Place[]> {
  const request = {
    method: "GET",
    path: path`/api/admin/environments/project/${projectId}`,
    to: "list environments",
  } as const;
  const { environments } = await call(unleashApi(http, credentials), request, Environments);
  return environments.map(({ name }) => ({ id: name, name }));
}
