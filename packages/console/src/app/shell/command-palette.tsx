import "@mantine/spotlight/styles.css";
import { useMantineColorScheme } from "@mantine/core";
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import {
  IconKey,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { signOut } from "../../api/sessions.ts";
import { type NavItem, orgNavigation, platformNavigation, teamNavigation } from "../navigation.ts";
import { type OrgPlace, useAccount, usePlace } from "../place.ts";
import { useGoKeys } from "./go-keys.ts";

const [paletteStore, palette] = createSpotlight();
export const openPalette = palette.open;

/** Everything one can go to or do from anywhere, by keyboard. */
export function CommandPalette() {
  const { org } = useParams({ strict: false });
  return org === undefined ? <Palette place={undefined} /> : <PaletteHere />;
}

function PaletteHere() {
  return <Palette place={usePlace()} />;
}

function Palette({ place }: { readonly place: OrgPlace | undefined }) {
  const team = place ? teamNavigation(place) : [];
  const go = useGo();
  useGoKeys(team, go);
  const groups = [
    { group: "Do", actions: useDeeds(place) },
    { group: "Team", actions: team.map((item) => action("Team", item, go)) },
    {
      group: "Organization",
      actions: place ? orgNavigation(place).map((item) => action("Organization", item, go)) : [],
    },
    { group: "Installation", actions: usePlatform().map((item) => action("Installation", item, go)) },
    { group: "Teams", actions: useTeams() },
  ].filter(({ actions }) => actions.length > 0);
  return (
    <Spotlight
      store={paletteStore}
      actions={groups satisfies SpotlightActionGroupData[]}
      shortcut={["mod + K", "mod + P"]}
      nothingFound="Nothing has this name"
      highlightQuery
      limit={12}
      searchProps={{
        leftSection: <IconSearch size={17} />,
        placeholder: "Go to a page, a team, or do something",
        "aria-label": "Go to a page, a team, or do something",
      }}
    />
  );
}

function useGo(): (item: NavItem) => void {
  const navigate = useNavigate();
  return ({ link }) => void navigate(link);
}

function action(group: string, item: NavItem, go: (item: NavItem) => void): SpotlightActionData {
  const { label, letter, icon: IconOf } = item;
  return {
    id: `${group} ${label}`,
    label,
    keywords: group,
    ...(letter !== undefined && { description: `g then ${letter}` }),
    leftSection: <IconOf size={18} stroke={1.6} />,
    onClick: () => go(item),
  };
}

function usePlatform(): readonly NavItem[] {
  return useAccount().memberships.some(({ isOperator }) => isOperator) ? platformNavigation : [];
}

function useTeams(): SpotlightActionData[] {
  const navigate = useNavigate();
  return useAccount().memberships.flatMap(({ org, teams }) =>
    teams.map((team) => ({
      id: `team ${org.id} ${team.id}`,
      label: team.name,
      description: org.name,
      leftSection: <IconUsersGroup size={18} stroke={1.6} />,
      onClick: () => void navigate({ to: "/o/$org/t/$team", params: { org: org.id, team: team.id } }),
    })),
  );
}

function useDeeds(place: OrgPlace | undefined): SpotlightActionData[] {
  const navigate = useNavigate();
  const { toggleColorScheme, colorScheme } = useMantineColorScheme();
  const { org, team } = place ?? {};
  const issue: SpotlightActionData = {
    id: "issue",
    label: "Issue a token",
    leftSection: <IconKey size={18} stroke={1.6} />,
    onClick: () =>
      org !== undefined &&
      team !== undefined &&
      void navigate({ to: "/o/$org/t/$team/tokens", params: { org, team }, search: { issue: "yes" } }),
  };
  return [
    ...(team === undefined ? [] : [issue]),
    {
      id: "account",
      label: "My account",
      leftSection: <IconUser size={18} stroke={1.6} />,
      onClick: () => void navigate({ to: "/account" }),
    },
    {
      id: "colours",
      label: "Light or dark",
      leftSection:
        colorScheme === "dark" ? <IconSun size={18} stroke={1.6} /> : <IconMoon size={18} stroke={1.6} />,
      onClick: toggleColorScheme,
    },
    {
      id: "sign-out",
      label: "Sign out",
      leftSection: <IconLogout size={18} stroke={1.6} />,
      onClick: () => void signOut(),
    },
  ];
}
