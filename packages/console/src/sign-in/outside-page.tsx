import { Paper, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Brand } from "../app/shell/brand.tsx";
import classes from "./outside-page.module.css";

interface OutsidePageProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead?: ReactNode;
  /** For more than a few short fields. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
}

/** The frame of pages that stand alone: before somebody is signed in, or when something else waits for their answer. */
export function OutsidePage({ title, lead, wide = false, children }: OutsidePageProps) {
  useDocumentTitle(`${title} · Keywright`);
  return (
    <main className={classes.page}>
      <Brand />
      <Paper className={classes.card} data-wide={wide || undefined} radius="md">
        <Stack gap="lg">
          <div>
            <Title order={1} fz={20}>
              {title}
            </Title>
            {lead && (
              <Text component="div" c="dimmed" fz={14} mt={4}>
                {lead}
              </Text>
            )}
          </div>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
