import { Button, Fieldset, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { usePlace } from "../app/place.ts";
import { ProjectReachFields } from "./project-reach-fields.tsx";
import { REACHES_ALL, type TeamReach } from "./reach.ts";

interface TeamReachFieldsProps {
  readonly teams: readonly TeamReach[] | null;
  readonly onChange: (teams: readonly TeamReach[] | null) => void;
  readonly locked: boolean;
}

/** Which teams a role of the organization reaches, and what in each of them. */
export function TeamReachFields({ teams, onChange, locked }: TeamReachFieldsProps) {
  const { membership } = usePlace();
  if (locked && teams === null) return <Text fz={14}>All teams, also those made later.</Text>;
  const others = membership.teams.filter(({ id }) => !teams?.some(({ teamId }) => teamId === id));
  return (
    <Stack gap="md" align="stretch">
      {!locked && (
        <SegmentedControl
          aria-label="Teams"
          size="sm"
          w="fit-content"
          data={[
            { value: "all", label: "All teams" },
            { value: "in", label: "Only some" },
          ]}
          value={teams === null ? "all" : "in"}
          onChange={(value) => onChange(value === "all" ? null : [])}
        />
      )}
      {teams?.map((one) => (
        <OneTeam
          key={one.teamId}
          team={one}
          locked={locked}
          onChange={(reach) => onChange(teams.map((other) => (other === one ? { ...one, reach } : other)))}
          onRemove={() => onChange(teams.filter((other) => other !== one))}
        />
      ))}
      {teams?.length === 0 && <Text fz={14}>No team yet: the role reaches nothing in teams.</Text>}
      {!locked && teams !== null && others.length > 0 && (
        <Select
          label="Add a team"
          placeholder="Choose a team"
          searchable
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          value={null}
          onChange={(teamId) => teamId && onChange([...teams, { teamId, reach: REACHES_ALL }])}
        />
      )}
    </Stack>
  );
}

interface OneTeamProps {
  readonly team: TeamReach;
  readonly locked: boolean;
  readonly onChange: (reach: TeamReach["reach"]) => void;
  readonly onRemove: () => void;
}

function OneTeam({ team: { teamId, reach }, locked, onChange, onRemove }: OneTeamProps) {
  return (
    <Fieldset legend={teamId}>
      <ProjectReachFields teamId={teamId} reach={reach} locked={locked} onChange={onChange} />
      {!locked && (
        <Group justify="flex-end">
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onRemove}>
            Take {teamId} out
          </Button>
        </Group>
      )}
    </Fieldset>
  );
}
