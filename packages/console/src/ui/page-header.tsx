import { Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./page-header.module.css";

interface PageHeaderProps {
  /** Also the title of the window. */
  readonly title: string;
  /** Beside the title: a status, a badge. */
  readonly aside?: ReactNode;
  /** One sentence on what the page is for, or what the thing on it can do. */
  readonly children?: ReactNode;
  /** The way back, above the title. */
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, aside, children, back, actions }: PageHeaderProps) {
  useDocumentTitle(`${title} · Keywright`);
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {back && <div className={classes.back}>{back}</div>}
        <Group gap="sm">
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {aside}
        </Group>
        {children && (
          <Text component="div" c="dimmed" fz={14} mt={4}>
            {children}
          </Text>
        )}
      </div>
      {actions && <Group gap="xs">{actions}</Group>}
    </header>
  );
}
