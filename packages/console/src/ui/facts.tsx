import type { ReactNode } from "react";
import classes from "./facts.module.css";

export type Fact = readonly [term: string, fact: ReactNode];

/** What is known of a thing, side by side below its header. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
