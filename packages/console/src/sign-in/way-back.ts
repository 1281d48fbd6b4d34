import { isOwnPath } from "./own-path.ts";

const KEY = "keywright-way-back";

/** An identity provider leads back to the organization alone: where somebody wanted to go stays in this tab. */
export function keepWayBack(path: string | undefined): void {
  if (path === undefined) window.sessionStorage.removeItem(KEY);
  else window.sessionStorage.setItem(KEY, path);
}

/** Once: afterwards it is forgotten. */
export function takeWayBack(): string | undefined {
  const path = window.sessionStorage.getItem(KEY);
  window.sessionStorage.removeItem(KEY);
  return path !== null && isOwnPath(path) ? path : undefined;
}
