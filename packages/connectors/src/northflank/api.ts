import { z } from "zod";
import { allPages } from "../all-pages.ts";
import type { Place, VariableChange, VariableMap } from "../connector.ts";
import type { Http } from "../http.ts";
import { path, query } from "../path.ts";
import { call, type Call, type Platform } from "../platform.ts";

export interface NorthflankCredentials {
  readonly apiToken: string;
  readonly baseUrl: string;
}

export interface GroupDestination {
  readonly projectId: string;
  readonly secretGroupId: string;
}

const Listed = z.object({ id: z.string(), name: z.string() });
const pagination = z.object({ cursor: z.string().min(1).optional() }).optional();
const Projects = z.object({ data: z.object({ projects: z.array(Listed) }), pagination });
const Groups = z.object({ data: z.object({ secrets: z.array(Listed) }), pagination });
const Value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Written = z.object({ data: z.object({}) });
const Details = z.object({
  data: z.object({ secrets: z.object({ variables: z.record(z.string(), Value).default({}) }) }),
});

/** Northflank's own API, and whatever answers the same requests. */
export function northflankApi(title: string) {
  return {
    platform,

    validate: async (http: Http, credentials: NorthflankCredentials): Promise<void> => {
      await call(platform(http, credentials), get("/v1/projects", "list projects"), Projects);
    },

    listProjects: (http: Http, credentials: NorthflankCredentials): Promise<Place[]> =>
      allPages({ title, to: "list projects" }, async (cursor: string | undefined) => {
        const request = get(`/v1/projects${page(cursor)}`, "list projects");
        const { data, pagination } = await call(platform(http, credentials), request, Projects);
        return { items: data.projects, next: pagination?.cursor };
      }),

    listSecretGroups: (http: Http, credentials: NorthflankCredentials, projectId: string): Promise<Place[]> =>
      allPages({ title, to: "list secret groups" }, async (cursor: string | undefined) => {
        const request = get(path`/v1/projects/${projectId}/secrets` + page(cursor), "list secret groups");
        const { data, pagination } = await call(platform(http, credentials), request, Groups);
        return { items: data.secrets, next: pagination?.cursor };
      }),

    read: async (
      http: Http,
      credentials: NorthflankCredentials,
      to: GroupDestination,
    ): Promise<VariableMap> => {
      const request = get(`${groupPath(to)}/details`, "read the values of the secret group");
      const { data } = await call(platform(http, credentials), request, Details);
      return data.secrets.variables;
    },

    /** The map that is sent replaces the one that is there. */
    write: async (
      http: Http,
      credentials: NorthflankCredentials,
      to: GroupDestination,
      { set, keep }: VariableChange,
    ): Promise<void> => {
      const variables = { ...keep, ...set };
      const request: Call = {
        method: "PATCH",
        path: groupPath(to),
        body: { secrets: { variables } },
        repeatable: true,
        to: "update the secret group",
      };
      await call(platform(http, credentials, Object.values(variables)), request, Written);
    },
  };

  function platform(
    http: Http,
    credentials: NorthflankCredentials,
    values: readonly string[] = [],
  ): Platform {
    const { apiToken, baseUrl } = credentials;
    const headers = { authorization: `Bearer ${apiToken}`, accept: "application/json" };
    return { title, http, baseUrl, headers, secrets: [apiToken, ...values] };
  }
}

function get(path: string, to: string): Call {
  return { method: "GET", path, to };
}

function page(cursor: string | undefined): string {
  return query({ per_page: "100", ...(cursor !== undefined && { cursor }) });
}

function groupPath({ projectId, secretGroupId }: GroupDestination): string {
  return path`/v1/projects/${projectId}/secrets/${secretGroupId}`;
}
