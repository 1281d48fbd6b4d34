import classes from "./status.module.css";

export type Tone = "good" | "warn" | "bad" | "idle";

/** A dot and a word: never a colour alone. */
export function Status({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className={classes.status}>
      <span className={classes.dot} data-tone={tone} aria-hidden />
      {children}
    </span>
  );
}
