import { z } from "zod";
import { baseUrl } from "../base-url.ts";
import type { Connector } from "../connector.ts";
import { tokenText } from "../token-text.ts";
import { listEnvironments, listProjects, type UnleashCredentials } from "./api.ts";
import { unleashTokens } from "./tokens.ts";

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
    summary: "Makes backend and frontend tokens for a project and environment of an Unleash server.",
    fields: [
      { name: "apiToken", label: "Personal or admin token", secret: true },
      { name: "baseUrl", label: "Address", secret: false, description: "Of the server, without /api." },
    ],
    steps: [
      "In Unleash, sign in as the user whom the connection is to act as; a service account is best where the edition has them.",
      "Make a personal access token in that user's profile. Admin tokens from earlier versions work too.",
      "Paste the token here.",
    ],
    permissions: [
      { name: "Viewer", neededTo: "list projects and environments" },
      { name: "READ_PROJECT_API_TOKEN", neededTo: "find a token that is to be deleted" },
      { name: "CREATE_PROJECT_API_TOKEN", neededTo: "make tokens for a project" },
      { name: "DELETE_PROJECT_API_TOKEN", neededTo: "delete tokens of a project" },
    ],
  },
  validate: async (http, credentials) => {
    await listProjects(http, credentials);
  },
  places: {
    words: { project: "project", secretGroup: "environment" },
    listProjects,
    listSecretGroups: listEnvironments,
  },
  minting: unleashTokens,
};
