import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useAccount } from "../app/place.ts";
import { type OwnPlace, ownPlaces } from "../tokens/own-places.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Panel } from "../ui/panel.tsx";
import { IssuePersonalDialog } from "./issue-personal-dialog.tsx";
import { OrgPersonalTokens } from "./org-personal-tokens.tsx";

/** All tokens that belong to the person, in every organization and team. */
export function PersonalTokens() {
  const { memberships } = useAccount();
  const { ended } = useSearch({ from: "/signed-in/account" });
  const navigate = useNavigate();
  const [issuing, setIssuing] = useState(false);
  const [first, ...others] = ownPlaces({ memberships });
  const places: readonly [OwnPlace, ...OwnPlace[]] | undefined = first && [first, ...others];
  const orgs = memberships.filter(({ org }) => !org.suspended);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text fz={14} c="dimmed" maw="64ch" flex="1 1 280px">
          They act as you, with no more than one of your roles, and end when you lose it or leave.
        </Text>
        {places && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setIssuing(true)}>
            Issue a personal token
          </Button>
        )}
      </Group>
      <Switch
        label="Ended ones too"
        checked={ended === "yes"}
        onChange={(event) =>
          void navigate({
            to: "/account",
            search: { tab: "tokens", ...(event.currentTarget.checked && { ended: "yes" as const }) },
          })
        }
      />
      {orgs.length === 0 && (
        <Panel>
          <EmptyState icon={IconKey} title="No organization">
            Tokens are issued in organizations and their teams, and you are in none.
          </EmptyState>
        </Panel>
      )}
      {orgs.map(({ org }) => (
        <OrgPersonalTokens
          key={`${org.id} ${ended}`}
          org={org}
          isOnly={orgs.length === 1}
          all={ended === "yes"}
          mayIssue={places?.some((place) => place.org === org.id) ?? false}
        />
      ))}
      {issuing && places && <IssuePersonalDialog places={places} onClose={() => setIssuing(false)} />}
    </Stack>
  );
}
