import { z } from "zod";
import { baseUrl } from "../base-url.ts";
import type { Connector } from "../connector.ts";
import { platformId } from "../names.ts";
import { tokenText } from "../token-text.ts";
import {
  githubApi,
  type GithubCredentials,
  listEnvironments,
  listRepositories,
  type RepositoryDestination,
  whoAmI,
} from "./api.ts";
import { read, write } from "./secrets.ts";

const repository = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_.-]{1,100}\/[A-Za-z0-9_.-]{1,100}$/, "must be owner/name");

const PUBLIC_URL = "https://api.github.com";

export const github: Connector<GithubCredentials, RepositoryDestination, null> = {
  app: "github",
  title: "GitHub",
  methods: ["personal-access-token"],
  credentials: z.strictObject({
    token: tokenText("Personal access token"),
    baseUrl: baseUrl.default(PUBLIC_URL),
  }),
  help: {
    summary:
      "Writes the Actions secrets of a repository or one of its environments. They cannot be read back.",
    fields: [
      { name: "token", label: "Personal access token", secret: true },
      {
        name: "baseUrl",
        label: "Base URL",
        secret: false,
        default: PUBLIC_URL,
        description: "Of GitHub Enterprise Server: https://github.example.com/api/v3.",
      },
    ],
    steps: [
      "In GitHub, open Settings, Developer settings, Fine-grained tokens, and generate one with an expiry.",
      "Select the repositories that are meant, and the repository permissions below.",
      "Paste the token here.",
    ],
    permissions: [
      { name: "Metadata: read", neededTo: "list repositories" },
      { name: "Actions: read", neededTo: "list environments" },
      { name: "Secrets: read and write", neededTo: "write secrets of a repository" },
      { name: "Environments: read and write", neededTo: "write secrets of an environment" },
    ],
  },
  validate: (http, credentials) => whoAmI(githubApi(http, credentials)),
  places: {
    words: { project: "repository", secretGroup: "environment" },
    listProjects: async (http, credentials) =>
      (await listRepositories(githubApi(http, credentials))).map(({ full_name: name }) => ({
        id: name,
        name,
      })),
    listSecretGroups: async (http, credentials, name) =>
      (await listEnvironments(githubApi(http, credentials), name)).map(({ name }) => ({ id: name, name })),
  },
  variables: {
    reads: "names",
    destination: z.strictObject({ repository, environment: platformId.optional() }),
    destinationFields: [
      { name: "repository", label: "Repository", choice: "project" },
      {
        name: "environment",
        label: "Environment",
        choice: "secret-group",
        optional: true,
        description: "Left out: for all workflows of the repository.",
      },
    ],
    // GitHub does not tell upper case from lower.
    placeOf: ({ baseUrl }, { repository, environment = "" }) => [
      baseUrl,
      repository.toLowerCase(),
      environment.toLowerCase(),
    ],
    read,
    write,
  },
};
