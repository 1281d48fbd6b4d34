const HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]"]);

/** Whether an address leads to this very machine, where the command line waits for its answer. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && HOSTS.has(hostname);
}
