/** Loads the console anew as whoever is signed in now. */
export function enter(path = "/"): void {
  window.location.assign(isOwnPath(path) ? path : "/");
}

/** An address from outside must not lead elsewhere: `//evil.example` is a host. */
function isOwnPath(path: string): boolean {
  if (!path.startsWith("/")) return false;
  return new URL(path, window.location.origin).origin === window.location.origin;
}
