import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the ranges from which systems hand out ports by themselves: nobody is given this one by chance in the seconds
 * until our server, which has to know its address when it starts, listens on it.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 30_000;
const ATTEMPTS = 50;

/** A port on which nobody listens on the loopback address. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found between ${LOWEST_PORT} and ${HIGHEST_PORT}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
