import { Button, Group } from "@mantine/core";

interface FormActionsProps {
  /** What the form does. */
  readonly verb: string;
  readonly pending: boolean;
  readonly disabled?: boolean;
  readonly onCancel: () => void;
}

/** The end of a form in a dialog: not to do it, and to do it. */
export function FormActions({ verb, pending, disabled = false, onCancel }: FormActionsProps) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={pending} disabled={disabled}>
        {verb}
      </Button>
    </Group>
  );
}
