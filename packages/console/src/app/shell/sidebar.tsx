import { Divider, Kbd, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { orgNavigation, platformNavigation, teamNavigation } from "../navigation.ts";
import { useAccount, usePlace } from "../place.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { openPalette } from "./command-palette.tsx";
import { NavSection } from "./nav-section.tsx";
import { PlaceSwitcher } from "./place-switcher.tsx";
import classes from "./sidebar.module.css";

export function Sidebar() {
  const { org } = useParams({ strict: false });
  const isOperator = useAccount().memberships.some((membership) => membership.isOperator);
  return (
    <div className={classes.sidebar}>
      <div className={classes.head}>
        <div className={classes.brand}>
          <Brand />
        </div>
        <PlaceSwitcher />
        <UnstyledButton className={classes.search} onClick={openPalette}>
          <IconSearch size={15} aria-hidden />
          <span>Go to anything</span>
          <Kbd size="xs">{navigator.platform.startsWith("Mac") ? "⌘ K" : "Ctrl K"}</Kbd>
        </UnstyledButton>
      </div>
      <ScrollArea className={classes.body} type="auto" scrollbarSize={6}>
        <nav aria-label="Main">
          {org !== undefined && <PlaceSections />}
          {isOperator && <NavSection title="Installation" items={platformNavigation} />}
        </nav>
      </ScrollArea>
      <Divider color="var(--kw-line)" />
      <AccountMenu />
    </div>
  );
}

function PlaceSections() {
  const place = usePlace();
  const { membership, team } = place;
  const teamOf = membership.teams.find(({ id }) => id === team);
  return (
    <>
      {membership.org.suspended && (
        <Text className={classes.suspended} fz={13}>
          This organization is suspended: all its tokens are refused.
        </Text>
      )}
      {teamOf && <NavSection title={`Team ${teamOf.name}`} items={teamNavigation(place)} />}
      <NavSection title="Organization" items={orgNavigation(place)} />
    </>
  );
}
