import type { Client } from "@keywright/sdk";
import { connectToItself, syncIntoItself } from "./connected.ts";
import { beginDeviceLogin } from "./device-login.ts";
import { issueThroughItself } from "./issued-elsewhere.ts";
import { publish } from "./published.ts";
import type { Service } from "./service.ts";

const TEAM = "/o/northwind/t/web";

/** Every page of the console, with ids of what `seed` has made. */
export async function pathsOf(service: Service, client: Client) {
  const params = { teamId: "web" };
  const { tokens } = await client.listTokens({ params, query: { search: "github-main" } });
  const { auditEvents: changes } = await client.listAuditEvents({
    params,
    query: { action: "secret-group.update" },
  });
  const { trustRules } = await client.listTrustRules({ params });
  const connection = await connectToItself(service, client);
  const sync = await syncIntoItself(client, connection.id);
  const published = await publish(client);
  const { tokens: ended } = await client.listTokens({ params, query: { status: "revoked" } });
  const external = await issueThroughItself(service, client);
  const { id: loginRequestId } = await client.findLoginRequest({ body: await beginDeviceLogin(service) });
  const token = `${TEAM}/tokens/${tokens[0]?.id}`;
  return {
    start: TEAM,
    signedIn: [
      TEAM,
      `${TEAM}/tokens`,
      ...["usage", "keys", "audit", "settings"].map((tab) => `${token}?tab=${tab}`),
      `${TEAM}/tokens/${published.id}`,
      `${TEAM}/tokens?status=revoked`,
      `${TEAM}/tokens/${ended[0]?.id}`,
      `${TEAM}/external-tokens`,
      `${TEAM}/external-tokens/${external.id}`,
      `${TEAM}/roles`,
      `${TEAM}/roles/ci-deploy`,
      `${TEAM}/members`,
      `${TEAM}/projects`,
      `${TEAM}/projects/web-shop`,
      `${TEAM}/projects/web-shop/secrets/database`,
      `${TEAM}/connections`,
      `${TEAM}/connections/${connection.id}`,
      `${TEAM}/syncs`,
      `${TEAM}/syncs/${sync.id}`,
      `${TEAM}/trust-rules`,
      `${TEAM}/trust-rules/${trustRules[0]?.id}`,
      `${TEAM}/verifiers`,
      `${TEAM}/audit`,
      `${TEAM}/settings`,
      "/o/northwind",
      ...["tokens", "roles", "members", "policies", "audit", "verifiers", "sso"].map(
        (page) => `/o/northwind/${page}`,
      ),
      "/platform",
      ...["catalogue?search=secret", "signing-keys", "route-rules", "verifiers"].map(
        (page) => `/platform/${page}`,
      ),
      ...["profile", "security", "sessions", "tokens", "tokens&ended=yes"].map(
        (tab) => `/account?tab=${tab}`,
      ),
      `/approve/${loginRequestId}`,
      "/device",
    ],
    dialogs: [
      `${TEAM}/tokens?issue=yes`,
      `${TEAM}/external-tokens?issue=yes`,
      `${TEAM}/audit?event=${changes[0]?.id}`,
      `${TEAM}/connections?connect=any`,
      `${TEAM}/connections?connect=northflank`,
      `${TEAM}/syncs?create=yes`,
    ],
    outside: ["/setup", "/sign-in", "/forgot-password", "/reset-password#secret", "/invite#secret"],
  };
}
