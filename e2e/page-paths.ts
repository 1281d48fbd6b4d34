import type { Client } from "@keywright/sdk";

const TEAM = "/o/northwind/t/web";

/** Every page of the console, with ids of what `seed` has made. */
export async function pathsOf(client: Client) {
  const params = { teamId: "web" };
  const { tokens } = await client.listTokens({ params, query: { search: "github-main" } });
  const { auditEvents: changes } = await client.listAuditEvents({
    params,
    query: { action: "secret-group.update" },
  });
  const token = `${TEAM}/tokens/${tokens[0]?.id}`;
  return {
    start: TEAM,
    signedIn: [
      TEAM,
      `${TEAM}/tokens`,
      ...["usage", "keys", "audit", "settings"].map((tab) => `${token}?tab=${tab}`),
      `${TEAM}/roles`,
      `${TEAM}/roles/ci-deploy`,
      `${TEAM}/members`,
      `${TEAM}/projects`,
      `${TEAM}/projects/web-shop`,
      `${TEAM}/projects/web-shop/secrets/database`,
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
      ...["profile", "security", "sessions"].map((tab) => `/account?tab=${tab}`),
    ],
    dialogs: [`${TEAM}/tokens?issue=yes`, `${TEAM}/audit?event=${changes[0]?.id}`],
    outside: ["/setup", "/sign-in", "/forgot-password", "/reset-password#secret", "/invite#secret"],
  };
}
