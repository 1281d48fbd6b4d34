import { z } from "zod";
import type { Http } from "../http.ts";
import { call, type Platform } from "../platform.ts";

export interface InfisicalCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string;
}

const TITLE = "Infisical";
const Login = z.object({ accessToken: z.string().min(1) });

/** Universal auth trades the credentials for an access token, which is good for the requests of one call. */
export async function logIn(
  http: Http,
  { clientId, clientSecret, baseUrl }: InfisicalCredentials,
  values: readonly string[] = [],
): Promise<Platform> {
  const headers = { accept: "application/json" };
  const secrets = [clientSecret, ...values];
  const stranger = { title: TITLE, http, baseUrl, headers, secrets };
  const { accessToken } = await call(
    stranger,
    {
      method: "POST",
      path: "/api/v1/auth/universal-auth/login",
      body: { clientId, clientSecret },
      repeatable: true,
      to: "log in",
    },
    Login,
  );
  return {
    ...stranger,
    headers: { ...headers, authorization: `Bearer ${accessToken}` },
    secrets: [accessToken, ...secrets],
  };
}

const Projects = z.object({
  projects: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      environments: z.array(z.object({ slug: z.string(), name: z.string() })).default([]),
    }),
  ),
});

export async function listProjects(infisical: Platform) {
  const request = { method: "GET", path: "/api/v1/projects", to: "list projects" } as const;
  return (await call(infisical, request, Projects)).projects;
}
