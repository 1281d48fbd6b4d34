import { Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconBuilding, IconCheck, IconSelector, IconUsersGroup } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Fragment } from "react";
import { useAccount } from "../place.ts";
import classes from "./place-switcher.module.css";

/** Which organization and team one is in, and the way to the others. */
export function PlaceSwitcher() {
  const { org, team } = useParams({ strict: false });
  const { memberships } = useAccount();
  const membership = memberships.find((one) => one.org.id === org);
  const teamOf = membership?.teams.find(({ id }) => id === team);
  return (
    <Menu width={260} position="bottom-start" shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.target}>
          <VisuallyHidden>Organization and team</VisuallyHidden>
          <span className={classes.words}>
            <span className={classes.team}>{teamOf?.name ?? membership?.org.name ?? "Choose a team"}</span>
            {teamOf && <span className={classes.org}>{membership?.org.name}</span>}
          </span>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        {memberships.length === 0 && (
          <Text p="xs" fz={13} c="dimmed">
            You are in no organization.
          </Text>
        )}
        <Places />
      </Menu.Dropdown>
    </Menu>
  );
}

function Places() {
  const params = useParams({ strict: false });
  const navigate = useNavigate();
  const here = (org: string, team?: string) =>
    params.org === org && params.team === team ? <IconCheck size={15} aria-label="here" /> : null;
  return useAccount().memberships.map(({ org, teams }) => (
    <Fragment key={org.id}>
      <Menu.Label>Organization</Menu.Label>
      <Menu.Item
        leftSection={<IconBuilding size={15} />}
        rightSection={here(org.id)}
        onClick={() => void navigate({ to: "/o/$org", params: { org: org.id } })}
      >
        {org.name}
      </Menu.Item>
      {teams.length > 0 && <Menu.Label>{`Teams of ${org.name}`}</Menu.Label>}
      {teams.map((team) => (
        <Menu.Item
          key={team.id}
          leftSection={<IconUsersGroup size={15} />}
          rightSection={here(org.id, team.id)}
          onClick={() => void navigate({ to: "/o/$org/t/$team", params: { org: org.id, team: team.id } })}
        >
          {team.name}
        </Menu.Item>
      ))}
    </Fragment>
  ));
}
