/** An address from outside must not lead elsewhere: `//evil.example` is a host. */
export function isOwnPath(path: string): boolean {
  if (!path.startsWith("/")) return false;
  return new URL(path, window.location.origin).origin === window.location.origin;
}
