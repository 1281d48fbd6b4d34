import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "./failure.tsx";
import { Form } from "./form.tsx";
import { Panel } from "./panel.tsx";

interface FormPanelProps {
  readonly title: string;
  /** It is only looked at. */
  readonly locked?: boolean;
  readonly disabled?: boolean;
  readonly write: { readonly pending: boolean; readonly error: unknown };
  readonly onSubmit: () => Promise<void> | void;
  readonly children: ReactNode;
}

/** A part of a page that is saved by itself: what went wrong, and the button, come after its fields. */
export function FormPanel({ title, locked, disabled, write, onSubmit, children }: FormPanelProps) {
  return (
    <Panel title={title}>
      <Form onSubmit={onSubmit}>
        <Stack gap="md">
          {children}
          <Failure error={write.error} />
          {!locked && (
            <Group justify="flex-end">
              <Button type="submit" loading={write.pending} disabled={disabled ?? false}>
                Save
              </Button>
            </Group>
          )}
        </Stack>
      </Form>
    </Panel>
  );
}
