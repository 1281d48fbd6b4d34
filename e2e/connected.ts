import type { Client } from "@keywright/sdk";
import { setTimeout } from "node:timers/promises";
import type { Service } from "./service.ts";

/** What lets a service on loopback be a platform that is connected to. */
export const ALLOW_PRIVATE = { KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "1" };

const RUN_MAX_MS = 20_000;
const POLL_MS = 100;

const params = { teamId: "web" };

/** A token of a Keywright with the smallest permissions that syncs into it need. */
export async function issueForDelivery(client: Client, name: string): Promise<{ id: string; token: string }> {
  const projectScope = [
    "project:projects:manage:read",
    "project:secrets:secret-groups:list",
    "project:secrets:secret-groups:read-values",
    "project:secrets:secret-groups:update",
  ];
  const role = await client.putRole({
    params,
    body: { name: "Delivery", description: "For other installations", permissions: { projectScope } },
  });
  return client.issueToken({ params, body: { name, roleId: role.id, owner: "team" } });
}

/** An app connection from a service to itself, which is a platform as good as any. */
export async function connectToItself({ url }: Service, client: Client) {
  const { token } = await issueForDelivery(client, "for-the-connection");
  return client.createAppConnection({
    params,
    body: {
      name: "northflank-production",
      description: "The cluster where the web shop runs",
      app: "northflank",
      method: "api-token",
      credentials: { apiToken: token, baseUrl: url },
    },
  });
}

/** A sync through that connection, from the project `web-shop` to `search`, when its first run has ended. */
export async function syncIntoItself(client: Client, connectionId: string) {
  const name = "From the web shop";
  const { id: secretGroupId } = await client.createSecretGroup({
    params: { ...params, projectId: "search" },
    body: { name, secretType: "environment", priority: 10, secrets: { variables: { LEFT_OVER: "1" } } },
  });
  const sync = await client.createSync({
    params,
    body: {
      name: "shop-database",
      description: "What the search reads at start",
      source: { kind: "secret-group", projectId: "web-shop", secretGroupId: "database" },
      connectionId,
      destination: { projectId: "search", projectName: "Search", secretGroupId, secretGroupName: name },
    },
  });
  return untilRun(client, sync.id);
}

async function untilRun(client: Client, syncId: string) {
  const limit = AbortSignal.timeout(RUN_MAX_MS);
  for (;;) {
    const sync = await client.getSync({ params: { ...params, syncId } }, { signal: limit });
    if (sync.lastRuns.sync?.endedAt !== undefined) return sync;
    await setTimeout(POLL_MS, undefined, { signal: limit });
  }
}
