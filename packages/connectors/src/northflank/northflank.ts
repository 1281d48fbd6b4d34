import { z } from "zod";
import { baseUrl } from "../base-url.ts";
import type { Connector } from "../connector.ts";
import { platformId, platformName } from "../names.ts";
import { tokenText } from "../token-text.ts";
import { type GroupDestination, northflankApi, type NorthflankCredentials } from "./api.ts";

const { validate, listProjects, listSecretGroups, read, write } = northflankApi("Northflank");

const PUBLIC_URL = "https://api.northflank.com";

export const groupWords = { project: "project", secretGroup: "secret group" };

const groupDestination = z.strictObject({
  projectId: platformId,
  projectName: platformName,
  secretGroupId: platformId,
  secretGroupName: platformName,
});

export const groupVariables = {
  reads: "values",
  destination: groupDestination,
  destinationFields: [
    { name: "projectId", label: "Project", choice: "project", nameField: "projectName" },
    { name: "secretGroupId", label: "Secret group", choice: "secret-group", nameField: "secretGroupName" },
  ],
  // One Keywright can be reached as Northflank and as Keywright.
  placeOf: ({ baseUrl }: NorthflankCredentials, { projectId, secretGroupId }: GroupDestination) => [
    baseUrl,
    projectId,
    secretGroupId,
  ],
} as const;

export const northflank: Connector<NorthflankCredentials, GroupDestination, string> = {
  app: "northflank",
  title: "Northflank",
  methods: ["api-token"],
  credentials: z.strictObject({
    apiToken: tokenText("API Token"),
    baseUrl: baseUrl.default(PUBLIC_URL),
  }),
  help: {
    summary: "Reads and writes the variables of secret groups.",
    fields: [
      { name: "apiToken", label: "API token", secret: true },
      {
        name: "baseUrl",
        label: "Base URL",
        secret: false,
        default: PUBLIC_URL,
        description: "Of an API that answers as Northflank's does.",
      },
    ],
    steps: [
      "In Northflank, open the team's settings and make an API role with the permissions below, restricted to the projects that are meant.",
      "Make an API token from that role.",
      "Paste the token here.",
    ],
    permissions: [
      { name: "Projects > Manage > Read", neededTo: "list projects" },
      { name: "Secrets > SecretGroups > List", neededTo: "list secret groups" },
      { name: "Secrets > SecretGroups > Read Values", neededTo: "read a secret group" },
      { name: "Secrets > SecretGroups > Update", neededTo: "write a secret group" },
    ],
  },
  validate,
  places: { words: groupWords, listProjects, listSecretGroups },
  variables: { ...groupVariables, read, write },
};
