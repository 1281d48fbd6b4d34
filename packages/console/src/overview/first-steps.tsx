import { Button, Group } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTeamPlace } from "../app/place.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Panel } from "../ui/panel.tsx";

/** For a team in which nobody has a token yet. */
export function FirstSteps() {
  const { org, team, can } = useTeamPlace();
  const params = { org, team };
  return (
    <Panel>
      <EmptyState
        icon={IconKey}
        title="Issue your first token"
        action={
          <Group justify="center">
            <Button
              renderRoot={(props) => (
                <Link {...props} to="/o/$org/t/$team/tokens" params={params} search={{ issue: "yes" }} />
              )}
            >
              Issue a token
            </Button>
            {can("team:admin:roles:manage") && (
              <Button
                variant="default"
                renderRoot={(props) => <Link {...props} to="/o/$org/t/$team/roles" params={params} />}
              >
                Make a role first
              </Button>
            )}
          </Group>
        }
      >
        A token is made from a role, and can do what the role can. Start with a role you hold, or make one
        that can do less.
      </EmptyState>
    </Panel>
  );
}
