import { useEffect } from "react";

const DIALOG = "[role=dialog]";

/**
 * Whoever leaves a dialog is where they were before. Ours are mounted to open and unmounted to close; the library gives the
 * focus back only from those that stay mounted.
 */
export function useFocusBack(): void {
  useEffect(() => {
    let outside: HTMLElement | undefined;
    const observer = new MutationObserver(() => {
      if (document.querySelector(DIALOG)) return;
      observer.disconnect();
      if (document.activeElement === document.body) outside?.focus({ preventScroll: true });
    });
    function onFocus({ target }: FocusEvent) {
      if (!(target instanceof HTMLElement)) return;
      if (target.closest(DIALOG)) observer.observe(document.body, { childList: true, subtree: true });
      // What opened a menu is still there when the menu and the dialog it led to are gone.
      else if (!target.closest("[role=menu]")) outside = target;
    }
    document.addEventListener("focusin", onFocus);
    return () => {
      document.removeEventListener("focusin", onFocus);
      observer.disconnect();
    };
  }, []);
}
