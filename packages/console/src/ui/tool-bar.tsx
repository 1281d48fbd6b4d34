import type { ReactNode } from "react";
import classes from "./tool-bar.module.css";

/** What stands above a list: search and filters. It keeps its height when something else takes their place. */
export function ToolBar({ children }: { readonly children: ReactNode }) {
  return <div className={classes.bar}>{children}</div>;
}
