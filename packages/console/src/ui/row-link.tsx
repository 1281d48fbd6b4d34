import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

/** In the first column of a `DataTable`: the whole row follows it. */
export function RowLink({ children, ...link }: LinkProps & { readonly children: ReactNode }) {
  return (
    <Link {...link} className={classes.rowLink}>
      {children}
    </Link>
  );
}
