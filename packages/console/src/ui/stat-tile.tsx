import { Skeleton } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./stat-tile.module.css";

interface StatTileProps {
  readonly label: string;
  /** Undefined while it loads. */
  readonly value: ReactNode | undefined;
  readonly children?: ReactNode;
  readonly link: LinkProps;
}

/** One number that answers a question, and leads to its page. */
export function StatTile({ label, value, children, link }: StatTileProps) {
  return (
    <Link {...link} className={classes.tile}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{value ?? <Skeleton height={30} width={64} />}</span>
      <span className={classes.more}>{children ?? <Skeleton height={16} width="70%" />}</span>
    </Link>
  );
}
