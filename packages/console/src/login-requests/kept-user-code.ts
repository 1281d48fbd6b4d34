const KEY = "keywright-user-code";

/** A link carries the code behind its `#`, where no server sees it. In this tab it outlasts signing in. */
export function keepUserCode(code: string): void {
  window.sessionStorage.setItem(KEY, code);
}

export function keptUserCode(): string {
  return window.sessionStorage.getItem(KEY) ?? "";
}

export function forgetUserCode(): void {
  window.sessionStorage.removeItem(KEY);
}
