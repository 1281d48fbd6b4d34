const LOOPBACK = ["127.0.0.1", "localhost"];

/** The web origins whose pages are ours. On one's own machine the address has two names. */
export function ownOrigins(publicUrl: string): readonly string[] {
  const { origin, hostname, protocol, port } = new URL(publicUrl);
  if (!LOOPBACK.includes(hostname)) return [origin];
  return LOOPBACK.map((host) => `${protocol}//${host}${port && `:${port}`}`);
}
