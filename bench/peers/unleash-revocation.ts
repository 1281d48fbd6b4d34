import { setTimeout as delay } from "node:timers/promises";
import { newAdminToken, startUnleash, type Unleash } from "./unleash.ts";

const TOKENS = 20;
const ASK_EVERY_MS = 20;
/** Its processes read the tokens anew every minute. */
const GIVE_UP_AFTER_MS = 150_000;

/**
 * Deletes tokens at one of several processes on one database, and asks all of them, again and again, whether they still
 * accept them. Answers, for each token, the time from the deletion to the last acceptance.
 */
export async function measureUnleashRevocation(databaseUrl: string, processes: number): Promise<number[]> {
  const adminToken = newAdminToken();
  const servers: Unleash[] = [];
  try {
    while (servers.length < processes) servers.push(await startUnleash(databaseUrl, adminToken));
    const [first] = servers as [Unleash];
    const tokens = await Promise.all(Array.from({ length: TOKENS }, () => createToken(first)));
    await Promise.all(tokens.map((token) => untilAll(servers, token, true)));
    return await Promise.all(tokens.map((token) => lastAcceptanceMs(servers, token)));
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function createToken({ issuing }: Unleash): Promise<string> {
  const response = await fetch(issuing.url, issuing.requests[0]);
  const { secret } = (await response.json()) as { secret?: string };
  if (secret === undefined) throw new Error(`unleash-server answered ${response.status}`);
  return secret;
}

async function lastAcceptanceMs(servers: readonly Unleash[], token: string): Promise<number> {
  const [{ url, adminToken }] = servers as [Unleash];
  const startedAt = performance.now();
  const address = `${url}/api/admin/api-tokens/${encodeURIComponent(token)}`;
  const { ok, status } = await fetch(address, { method: "DELETE", headers: { authorization: adminToken } });
  if (!ok) throw new Error(`unleash-server answered ${status}`);
  return (await untilAll(servers, token, false)) - startedAt;
}

/** When the last of them was asked in vain. */
async function untilAll(servers: readonly Unleash[], token: string, accepted: boolean): Promise<number> {
  const lastOthers = await Promise.all(
    servers.map(async (server) => {
      const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
      for (let lastOther = performance.now(); ; await delay(ASK_EVERY_MS)) {
        const askedAt = performance.now();
        if ((await isAccepted(server, token)) === accepted) return lastOther;
        if (askedAt > giveUpAt) throw new Error("unleash-server did not come to agree with itself");
        lastOther = askedAt;
      }
    }),
  );
  return Math.max(...lastOthers);
}

async function isAccepted({ url }: Unleash, token: string): Promise<boolean> {
  const response = await fetch(`${url}/api/client/features`, { headers: { authorization: token } });
  await response.arrayBuffer();
  return response.ok;
}
