import { z } from "zod";
import { baseUrl } from "../base-url.ts";
import type { Connector, Place } from "../connector.ts";
import type { Http } from "../http.ts";
import { platformId, platformName } from "../names.ts";
import { tokenText } from "../token-text.ts";
import { type InfisicalCredentials, listProjects, logIn } from "./api.ts";
import { type FolderDestination, read, write } from "./folder.ts";

const secretPath = z
  .string()
  .trim()
  .max(1000)
  .regex(/^\/$|^(\/[A-Za-z0-9_-]+)+$/, "must be / or a path such as /apps/web");

const PUBLIC_URL = "https://app.infisical.com";

export const infisical: Connector<InfisicalCredentials, FolderDestination, string> = {
  app: "infisical",
  title: "Infisical",
  methods: ["universal-auth"],
  credentials: z.strictObject({
    clientId: tokenText("Client ID"),
    clientSecret: tokenText("Client Secret"),
    baseUrl: baseUrl.default(PUBLIC_URL),
  }),
  help: {
    summary: "Reads and writes the secrets of a folder.",
    fields: [
      { name: "clientId", label: "Client ID", secret: false },
      { name: "clientSecret", label: "Client secret", secret: true },
      {
        name: "baseUrl",
        label: "Base URL",
        secret: false,
        default: PUBLIC_URL,
        description: "Of the European cloud: https://eu.infisical.com. Or that of your own.",
      },
    ],
    steps: [
      "In Infisical, make a machine identity with universal auth, and note its client ID.",
      "Make a client secret for it.",
      "Add the identity to the project with a custom role that has the permissions below, for the environment and folder that are meant.",
    ],
    permissions: [
      { name: "Secrets: Describe Secret, Read Value", neededTo: "read the folder" },
      { name: "Secrets: Create, Modify", neededTo: "set secrets" },
      { name: "Secrets: Remove", neededTo: "delete secrets" },
    ],
  },
  validate: async (http, credentials) => {
    await logIn(http, credentials);
  },
  places: {
    words: { project: "project", secretGroup: "environment" },
    listProjects: async (http, credentials) =>
      (await listProjects(await logIn(http, credentials))).map(({ id, name }) => ({ id, name })),
    listSecretGroups: listEnvironments,
  },
  variables: {
    reads: "values",
    destination: z.strictObject({
      projectId: platformId,
      projectName: platformName,
      environment: platformId,
      secretPath: secretPath.default("/"),
    }),
    destinationFields: [
      { name: "projectId", label: "Project", choice: "project", nameField: "projectName" },
      { name: "environment", label: "Environment", choice: "secret-group" },
      { name: "secretPath", label: "Folder", default: "/", description: "Such as /apps/web." },
    ],
    placeOf: ({ baseUrl }, { projectId, environment, secretPath }) => [
      baseUrl,
      projectId,
      environment,
      secretPath,
    ],
    read,
    write,
  },
};

async function listEnvironments(
  http: Http,
  credentials: InfisicalCredentials,
  projectId: string,
): Promise<Place[]> {
  const projects = await listProjects(await logIn(http, credentials));
  const environments = projects.find(({ id }) => id === projectId)?.environments ?? [];
  return environments.map(({ slug, name }) => ({ id: slug, name }));
}
