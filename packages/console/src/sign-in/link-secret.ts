/** The secret of a link stands behind its `#`, so that no server or proxy on the way saw it. */
export function linkSecret(): string {
  return decodeURIComponent(window.location.hash.slice(1));
}

/** Once used: the browser's history keeps the address. */
export function forgetLinkSecret(): void {
  window.history.replaceState(window.history.state, "", window.location.pathname);
}
