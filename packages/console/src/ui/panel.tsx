import { Group, Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./panel.module.css";

interface PanelProps {
  readonly title?: string;
  readonly actions?: ReactNode;
  /** Without padding, for tables that fill it. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A part of a page on a surface of its own. */
export function Panel({ title, actions, flush = false, children }: PanelProps) {
  return (
    <Paper component="section" className={classes.panel} radius="md">
      {title !== undefined && (
        <Group className={classes.head} justify="space-between" mih={32}>
          <Title order={2} fz={14}>
            {title}
          </Title>
          {actions}
        </Group>
      )}
      <div className={flush ? undefined : classes.body}>{children}</div>
    </Paper>
  );
}
