import { Alert, Button, FileButton, Group, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileUpload, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";
import { EditorRowFields } from "./editor-row-fields.tsx";
import { newRow, valuesIn } from "./editor-rows.ts";
import { entryOfFile } from "./file-content.ts";
import type { GroupValues } from "./group-values.ts";
import type { GroupRow } from "./secret-group-columns.tsx";
import { type Conflict, useSaveValues } from "./use-save-values.ts";
import { useValuesEditor, type ValuesEditorState } from "./use-values-editor.ts";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";

interface ValuesEditorProps {
  readonly group: GroupRow;
  readonly mayRead: boolean;
  readonly onClose: () => void;
}

export function ValuesEditor({ group, mayRead, onClose }: ValuesEditorProps) {
  const editor = useValuesEditor(mayRead);
  const save = useSaveValues();
  const [conflict, setConflict] = useState<Conflict>();
  async function submit(overruled?: GroupValues) {
    const { base, rows } = editor;
    if (rows.some(editor.isTaken)) return;
    const answer = await save.run({ base, mine: valuesIn(rows), overruled });
    if (answer === undefined) return;
    if (answer !== "saved") return setConflict(answer);
    notifications.show({ message: `Saved the values of ${group.name}.` });
    onClose();
  }
  if (editor.loadError) return <Failure error={editor.loadError} />;
  if (mayRead && !editor.base) return <Skeleton height={240} />;
  return (
    <Form onSubmit={submit}>
      <Panel title={mayRead ? "Edit values" : "Replace all values"}>
        <Stack gap="md">
          {!mayRead && (
            <Alert color="yellow" title="You do not see what there is">
              What you save replaces all variables and files of this group.
            </Alert>
          )}
          <Rows editor={editor} />
          <AddButtons editor={editor} />
          {conflict && (
            <ConflictNotice
              names={conflict.names}
              onMine={() => void submit(conflict.theirs)}
              onDrop={onClose}
            />
          )}
          <Failure error={save.error} />
          <FormActions verb="Save values" pending={save.pending} onCancel={onClose} />
        </Stack>
      </Panel>
    </Form>
  );
}

function Rows({ editor }: { readonly editor: ValuesEditorState }) {
  if (editor.rows.length === 0)
    return <Text fz={14}>Nothing in it. Saved like this, the group is empty.</Text>;
  return (
    <Stack gap="sm">
      {editor.rows.map((row) => (
        <EditorRowFields key={row.id} row={row} editor={editor} />
      ))}
    </Stack>
  );
}

function AddButtons({ editor }: { readonly editor: ValuesEditorState }) {
  async function addFiles(files: readonly File[]) {
    const rows = files.map(async (file) => newRow("files", file.name, await entryOfFile(file), false));
    editor.add(await Promise.all(rows));
  }
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => editor.add([newRow("variables")])}
      >
        Add a variable
      </Button>
      <FileButton multiple onChange={(files) => void addFiles(files)}>
        {(props) => (
          <Button {...props} size="xs" variant="default" leftSection={<IconFileUpload size={14} />}>
            Add files
          </Button>
        )}
      </FileButton>
      <Text fz={12} c="dimmed">
        Lines of a .env file can be pasted into the name of a new variable.
      </Text>
    </Group>
  );
}
