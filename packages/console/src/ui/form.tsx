import type { ReactNode } from "react";

interface FormProps {
  readonly onSubmit: () => Promise<void> | void;
  readonly children: ReactNode;
}

/** Sent by script: sent by the browser, it would leave the page. */
export function Form({ onSubmit, children }: FormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
    </form>
  );
}
