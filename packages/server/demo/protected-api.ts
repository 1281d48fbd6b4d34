import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Child, startNode } from "./child.ts";
import { freePort } from "./free-port.ts";
import { ServerFailed } from "./throw-away-server.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/express/server.ts", import.meta.url));
const READY_WITHIN_MS = 30_000;
const POLL_MS = 20;

/** How the example's verifier calls itself. */
export const VERIFIER = "example: express";

export interface ProtectedApi {
  readonly url: string;
  /** Resolves when its verifier can decide, and it listens. */
  start(keywrightUrl: string, credentialFile: string): Promise<void>;
  /** Started or not. */
  end(): Promise<void>;
}

/** The Express example, as it stands in examples/, in a process of its own with a verifier of its own. */
export async function prepareProtectedApi(): Promise<ProtectedApi> {
  const port = await freePort();
  let child: Child | undefined;
  const kill = () => child?.kill();
  // However this process ends, short of being killed itself, nothing outlives it.
  process.once("exit", kill);
  return {
    url: `http://127.0.0.1:${port}`,
    async start(keywrightUrl, credentialFile) {
      child = startNode(EXAMPLE, {
        KEYWRIGHT_URL: keywrightUrl,
        KEYWRIGHT_CREDENTIAL_FILE: credentialFile,
        PORT: String(port),
      });
      await untilItListens(child);
    },
    async end() {
      await child?.end();
      process.off("exit", kill);
    },
  };
}

async function untilItListens(child: Child): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!child.output().includes("Listening on ")) {
    const isLost = child.hasEnded() || child.output().includes("Not connected");
    if (isLost || performance.now() > deadline) {
      throw new ServerFailed(`The protected API did not start: ${child.output() || "it said nothing"}`);
    }
    await delay(POLL_MS);
  }
}
