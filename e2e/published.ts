import type { Client } from "@keywright/sdk";

const SEND = "project:analytics:events:send";

/** A token that stands in a page of a website, from a permission of its own beside those of the platform. */
export async function publish(client: Client) {
  const permissions = [{ permission: SEND, publishable: true }];
  await client.putCatalogue({ body: { template: "paas", permissions } });
  const params = { teamId: "web" };
  await client.createRole({ params, body: { name: "Browser", permissions: { projectScope: [SEND] } } });
  return client.issueToken({
    params,
    body: {
      name: "shop-page",
      roleId: "browser",
      owner: "team",
      exposure: "publishable",
      lifetimeSeconds: 5 * 24 * 3600,
      narrowing: { environments: ["production"], allowedOrigins: ["https://shop.example.com"] },
    },
  });
}
