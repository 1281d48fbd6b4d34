import { z } from "zod";
import { baseUrl } from "../base-url.ts";
import type { Connector } from "../connector.ts";
import type { Http } from "../http.ts";
import type { GroupDestination, NorthflankCredentials } from "../northflank/api.ts";
import { groupVariables, groupWords } from "../northflank/northflank.ts";
import { call } from "../platform.ts";
import { tokenText } from "../token-text.ts";
import { keywrightApi as api } from "./api.ts";
import { keywrightTokens } from "./tokens.ts";

const Me = z.object({ data: z.object({ principal: z.object({ type: z.string() }) }) });

export const keywright: Connector<NorthflankCredentials, GroupDestination, string> = {
  app: "keywright",
  title: "Keywright",
  methods: ["api-token"],
  credentials: z.strictObject({
    apiToken: tokenText("API Token"),
    baseUrl,
  }),
  help: {
    summary:
      "Reads and writes the variables of secret groups of another Keywright installation, and issues tokens there.",
    fields: [
      { name: "apiToken", label: "API token", secret: true },
      {
        name: "baseUrl",
        label: "Address",
        secret: false,
        description: "Of the other Keywright, such as https://keywright.example.com.",
      },
    ],
    steps: [
      "In the other Keywright, make a team role with the permissions below, restricted to the projects that are meant.",
      "Issue a token from that role, owned by the team, so that it does not end with your membership.",
      "Paste the token here.",
    ],
    permissions: [
      { name: "Project > Projects > Manage > Read", neededTo: "list projects" },
      { name: "Project > Secrets > SecretGroups > List", neededTo: "list secret groups" },
      { name: "Project > Secrets > SecretGroups > Read Values", neededTo: "read a secret group" },
      { name: "Project > Secrets > SecretGroups > Update", neededTo: "write a secret group" },
      { name: "Team > Admin > ApiTokens > Create", neededTo: "issue tokens of roles that this one covers" },
      { name: "Team > Admin > ApiTokens > Read", neededTo: "find a token whose issue was interrupted" },
      { name: "Team > Admin > ApiTokens > Delete", neededTo: "revoke tokens" },
    ],
  },
  validate: whoAmI,
  places: { words: groupWords, listProjects: api.listProjects, listSecretGroups: api.listSecretGroups },
  variables: { ...groupVariables, read: api.read, write: api.write },
  minting: keywrightTokens,
};

/** Any token that stands may ask this, so a refusal is about the token and not about its role. */
async function whoAmI(http: Http, credentials: NorthflankCredentials): Promise<void> {
  await call(api.platform(http, credentials), { method: "GET", path: "/v1/me", to: "ask who this is" }, Me);
  await api.validate(http, credentials);
}
