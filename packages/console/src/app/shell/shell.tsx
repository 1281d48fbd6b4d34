import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useParams, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useLiveUpdates } from "../../api/live-updates.ts";
import { PagePending } from "../page-pending.tsx";
import { Brand } from "./brand.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { useFocusBack } from "./focus-back.ts";
import { Sidebar } from "./sidebar.tsx";
import classes from "./shell.module.css";

/** What surrounds every page of a person who is signed in. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { org } = useParams({ strict: false });
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(close, [pathname, close]);
  useLiveUpdates(org);
  useFocusBack();
  return (
    <AppShell
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width: 236, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={0}
      transitionDuration={120}
    >
      <a href="#content" className={classes.skip}>
        To the content
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.top}>
        <Group h="100%" px="md" gap="sm">
          <Burger opened={opened} onClick={toggle} size="sm" aria-label="Navigation" aria-expanded={opened} />
          <Brand />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.side}>
        <Sidebar />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <Suspense fallback={<PagePending />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
      <CommandPalette />
    </AppShell>
  );
}
