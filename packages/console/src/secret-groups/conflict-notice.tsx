import { Alert, Button, Group, Stack, Text } from "@mantine/core";

interface ConflictNoticeProps {
  readonly names: readonly string[];
  readonly onMine: () => void;
  readonly onDrop: () => void;
}

export function ConflictNotice({ names, onMine, onDrop }: ConflictNoticeProps) {
  return (
    <Alert color="yellow" title="Somebody else edited the same values meanwhile" role="alert">
      <Stack gap="xs" align="flex-start">
        <Text fz={14}>
          Nothing is saved yet. Both of you edited: <strong>{names.join(", ")}</strong>
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onDrop}>
            Drop my edits
          </Button>
          <Button size="xs" onClick={onMine}>
            Save mine over theirs
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
