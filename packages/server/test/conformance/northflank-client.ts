import { ApiClient, ApiClientInMemoryContextProvider } from "@northflank/js-client";
import type { TestService } from "../harness.ts";

/** Northflank's own client as their users set it up, pointed at our server. */
export function northflankClient(url: string, token: string): ApiClient {
  return new ApiClient(contextsOf(url, token), { throwErrorOnHttpErrorCode: true });
}

/** The same, answering errors beside the data instead of throwing them: the client's default. */
export function lenientNorthflankClient(url: string, token: string): ApiClient {
  return new ApiClient(contextsOf(url, token));
}

export function contextsOf(url: string, token: string): ApiClientInMemoryContextProvider {
  const contexts = new ApiClientInMemoryContextProvider();
  contexts.addContext({ name: "keywright", token, host: url });
  return contexts;
}

/** The home team of a test service. */
export const TEAM = { teamId: "acme" };

/** A client with a token of the team that may do everything in it. */
export async function northflankTeamAdmin(kw: TestService): Promise<ApiClient> {
  const { token } = await kw.operator.issueToken({ params: TEAM, body: { name: "nf", roleId: "admin" } });
  return northflankClient(kw.url, token);
}
