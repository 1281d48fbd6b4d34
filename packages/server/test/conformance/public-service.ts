import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { startTestService, type TestService } from "../harness.ts";

/** A service that is reached under the very URL that it calls its own, as clients that discover it insist. */
export async function startPublicService(env: Record<string, string> = {}): Promise<TestService> {
  const port = await freePort();
  return startTestService({ port, env: { KEYWRIGHT_PUBLIC_URL: `http://127.0.0.1:${port}`, ...env } });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
