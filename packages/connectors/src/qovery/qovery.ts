import { z } from "zod";
import { baseUrl } from "../base-url.ts";
import type { Connector, Place } from "../connector.ts";
import type { Http } from "../http.ts";
import { platformId, platformName } from "../names.ts";
import { tokenText } from "../token-text.ts";
import {
  listEnvironments,
  listOrganizations,
  listProjectsOf,
  qoveryApi,
  type QoveryCredentials,
} from "./api.ts";
import { qoveryTokens } from "./tokens.ts";
import { type EnvironmentDestination, read, write } from "./variables.ts";

const PUBLIC_URL = "https://api.qovery.com";

export const qovery: Connector<QoveryCredentials, EnvironmentDestination> = {
  app: "qovery",
  title: "Qovery",
  methods: ["api-token"],
  credentials: z.strictObject({
    apiToken: tokenText("API Token"),
    baseUrl: baseUrl.default(PUBLIC_URL),
  }),
  help: {
    summary:
      "Writes secrets and variables of environments, and makes API tokens. The values of secrets cannot be read back.",
    fields: [
      { name: "apiToken", label: "API token", secret: true },
      { name: "baseUrl", label: "Base URL", secret: false, default: PUBLIC_URL },
    ],
    steps: [
      "In Qovery, open the organization's settings and make a custom role with the permissions below, for the projects that are meant.",
      "Make an API token with that role. A token without a role is an administrator's.",
      "Paste the token here.",
    ],
    permissions: [
      { name: "Viewer of the project", neededTo: "list projects, environments and the names of variables" },
      { name: "Manager of the environment type", neededTo: "create, set and delete variables" },
      { name: "Administrator of the organization", neededTo: "list roles, make and delete API tokens" },
    ],
  },
  validate: async (http, credentials) => {
    await listOrganizations(qoveryApi(http, credentials));
  },
  places: {
    words: { project: "project", secretGroup: "environment" },
    listProjects,
    listSecretGroups: (http, credentials, projectId) =>
      listEnvironments(qoveryApi(http, credentials), projectId),
  },
  variables: {
    reads: "some values",
    destination: z.strictObject({
      projectId: platformId,
      projectName: platformName,
      environmentId: platformId,
      environmentName: platformName,
      kind: z.enum(["secret", "variable"]).default("secret"),
    }),
    destinationFields: [
      { name: "projectId", label: "Project", choice: "project", nameField: "projectName" },
      {
        name: "environmentId",
        label: "Environment",
        choice: "secret-group",
        nameField: "environmentName",
      },
      {
        name: "kind",
        label: "As",
        options: ["secret", "variable"],
        default: "secret",
        description: "Everybody who sees the environment can read a variable, and nobody a secret.",
      },
    ],
    placeOf: ({ baseUrl }, { environmentId }) => [baseUrl, environmentId],
    read,
    write,
  },
  minting: qoveryTokens,
};

async function listProjects(http: Http, credentials: QoveryCredentials): Promise<Place[]> {
  const api = qoveryApi(http, credentials);
  const places: Place[] = [];
  for (const organization of await listOrganizations(api)) {
    const projects = await listProjectsOf(api, organization.id);
    places.push(...projects.map(({ id, name }) => ({ id, name: `${organization.name} / ${name}` })));
  }
  return places;
}
