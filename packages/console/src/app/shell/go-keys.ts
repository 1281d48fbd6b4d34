import { useEffect, useRef } from "react";
import type { NavItem } from "../navigation.ts";

const SECOND_KEY_MS = 1200;

/** `g` and then the letter of a page leads to it. Not while somebody types. */
export function useGoKeys(items: readonly NavItem[], go: (item: NavItem) => void): void {
  // Outlives the effect: a page may be drawn anew between the two keys.
  const startedAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const item = items.find(({ letter }) => letter === event.key);
      if (item && event.timeStamp - startedAtMs.current < SECOND_KEY_MS) go(item);
      startedAtMs.current = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null
  );
}
