import type { Client } from "@keywright/sdk";
import type { Service } from "./service.ts";

const params = { teamId: "web" };

/** A token that a service has made on itself, which is a platform as good as any. */
export async function issueThroughItself({ url }: Service, client: Client) {
  const projectScope = ["project:projects:manage:read"];
  const teamScope = ["create", "read", "delete"].map((verb) => `team:admin:api-tokens:${verb}`);
  const role = await client.createRole({
    params,
    body: { name: "Minting", permissions: { projectScope, teamScope } },
  });
  const deploys = await client.createRole({
    params,
    body: { name: "Staging deploys", permissions: { projectScope } },
  });
  const { token } = await client.issueToken({
    params,
    body: { name: "for issuing elsewhere", roleId: role.id, owner: "team" },
  });
  const credentials = { apiToken: token, baseUrl: url };
  const connection = await client.createAppConnection({
    params,
    body: { name: "staging", app: "keywright", method: "api-token", credentials },
  });
  return client.createExternalToken({
    params,
    body: {
      name: "staging deploys",
      description: "What the pipeline calls staging with",
      connectionId: connection.id,
      spec: { roleId: deploys.id, roleName: deploys.name },
    },
  });
}
