import { z } from "zod";
import { baseUrl } from "../base-url.ts";
import type { Connector, Place } from "../connector.ts";
import type { Http } from "../http.ts";
import { path } from "../path.ts";
import { call, type Platform } from "../platform.ts";
import { tokenText } from "../token-text.ts";

export interface UnleashCredentials {
  readonly apiToken: string;
  readonly baseUrl: string;
}

const Projects = z.object({ projects: z.array(z.object({ id: z.string(), name: z.string() })) });
const Environments = z.object({ environments: z.array(z.object({ name: z.string() })) });

/** Holds flags, not variables: there is nothing to read or write, only tokens to be made. */
export const unleash: Connector<UnleashCredentials, never> = {
  app: "unleash",
  title: "Unleash",
  methods: ["api-token"],
  credentials: z.strictObject({
    apiToken: tokenText("API Token"),
    baseUrl,
  }),
  help: {
    summary: "Knows the projects and environments of an Unleash server.",
    fields: [
      { name: "apiToken", label: "Personal or admin token", secret: true },
      { name: "baseUrl", label: "Address", secret: false, description: "Of the server, without /api." },
    ],
    steps: [
      "In Unleash, sign in as the user whom the connection is to act as; a service account is best where the edition has them.",
      "Make a personal access token in that user's profile. Admin tokens from earlier versions work too.",
      "Paste the token here.",
    ],
    permissions: [{ name: "Viewer", neededTo: "list projects and environments" }],
  },
  validate: async (http, credentials) => {
    await listProjects(http, credentials);
  },
  places: {
    words: { project: "project", secretGroup: "environment" },
    listProjects,
    listSecretGroups: listEnvironments,
  },
};

function platform(http: Http, { apiToken, baseUrl }: UnleashCredentials): Platform {
  const headers = { authorization: apiToken, accept: "application/json" };
  return { title: "Unleash", http, baseUrl, headers, secrets: [apiToken] };
}

async function listProjects(http: Http, credentials: UnleashCredentials): Promise<Place[]> {
  const request = { method: "GET", path: "/api/admin/projects", to: "list projects" } as const;
  return (await call(platform(http, credentials), request, Projects)).projects;
}

async function listEnvironments(
  http: Http,
  credentials: UnleashCredentials,
  projectId: string,
): Promise<Place[]> {
  const request = {
    method: "GET",
    path: path`/api/admin/environments/project/${projectId}`,
    to: "list environments",
  } as const;
  const { environments } = await call(platform(http, credentials), request, Environments);
  return environments.map(({ name }) => ({ id: name, name }));
}
