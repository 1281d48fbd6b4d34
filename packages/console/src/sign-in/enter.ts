import { isOwnPath } from "./own-path.ts";
import { keepWayBack } from "./way-back.ts";

/** Loads the console anew as whoever is signed in now. */
export function enter(path?: string): void {
  if (path === undefined || !isOwnPath(path)) return window.location.assign("/");
  // Where somebody wanted to go in an earlier attempt counts no longer.
  keepWayBack(undefined);
  window.location.assign(path);
}
