import { type RefObject, useEffect, useRef } from "react";

/** For fields that come when their dialog is there already, and with it the focus on something else. */
export function useFirstFocus(): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(
    () => ref.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus({ preventScroll: true }),
    [],
  );
  return ref;
}
