import { Stack, Text, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  /** One sentence: what the thing is for. */
  readonly children: ReactNode;
  /** The first step. */
  readonly action?: ReactNode;
}

export function EmptyState({ icon: IconOf, title, children, action }: EmptyStateProps) {
  return (
    <Stack className={classes.box} align="center" gap={8}>
      <IconOf className={classes.icon} size={28} stroke={1.5} aria-hidden />
      <Title order={2} fz={15}>
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw="52ch" fz={14}>
        {children}
      </Text>
      {action && <div className={classes.action}>{action}</div>}
    </Stack>
  );
}
