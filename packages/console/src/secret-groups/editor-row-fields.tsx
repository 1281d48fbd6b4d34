import { ActionIcon, FileButton, Group, Text, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { VARIABLE_NAME_MAX_LENGTH } from "@keywright/contract";
import { IconEye, IconEyeOff, IconTrash } from "@tabler/icons-react";
import type { ClipboardEvent } from "react";
import { type EditorRow, newRow } from "./editor-rows.ts";
import { readEnvLines } from "./env-lines.ts";
import { entryOfFile, isBinary, sizeWords } from "./file-content.ts";
import type { ValuesEditorState } from "./use-values-editor.ts";
import classes from "./editor-row-fields.module.css";

interface EditorRowFieldsProps {
  readonly row: EditorRow;
  readonly editor: ValuesEditorState;
}

export function EditorRowFields({ row, editor }: EditorRowFieldsProps) {
  const isFile = row.part === "files";
  const called = row.name || (isFile ? "the file" : "the new variable");
  function paste(event: ClipboardEvent) {
    const pairs = isFile ? undefined : readEnvLines(event.clipboardData.getData("text"));
    if (!pairs) return;
    event.preventDefault();
    editor.replace(
      row,
      pairs.map(([name, data]) => newRow("variables", name, { data }, false)),
    );
  }
  return (
    <div className={classes.row} role="group" aria-label={called}>
      <TextInput
        aria-label={isFile ? "Path of the file" : "Name of the variable"}
        placeholder={isFile ? "Path" : "NAME"}
        required
        maxLength={isFile ? undefined : VARIABLE_NAME_MAX_LENGTH}
        pattern={isFile ? undefined : "[A-Za-z_][A-Za-z0-9_.\\-]*"}
        title={isFile ? undefined : "A letter or underscore, then letters, digits, . _ and -"}
        value={row.name}
        error={editor.isTaken(row) && "is there twice"}
        onChange={(event) => editor.set({ ...row, name: event.currentTarget.value })}
        onPaste={paste}
        classNames={{ input: classes.mono }}
        autoComplete="off"
        spellCheck={false}
        autoFocus={row.name === "" && row.entry.data === ""}
      />
      <RowValue row={row} editor={editor} called={called} />
      <Group gap={4} wrap="nowrap" className={classes.deeds}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`${row.shown ? "Hide" : "Show"} ${called}`}
          aria-pressed={row.shown}
          onClick={() => editor.set({ ...row, shown: !row.shown })}
        >
          {row.shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove ${called}`}
          onClick={() => editor.remove(row)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
    </div>
  );
}

function RowValue({ row, editor, called }: EditorRowFieldsProps & { readonly called: string }) {
  if (isBinary(row.entry)) {
    return (
      <Text fz={13} pt={8}>
        {sizeWords(row.entry)}, <ReplaceFile row={row} editor={editor} />
      </Text>
    );
  }
  return (
    <Textarea
      aria-label={`Value of ${called}`}
      placeholder="Value"
      autosize
      minRows={1}
      maxRows={row.shown ? 12 : 1}
      value={row.entry.data}
      onChange={(event) => editor.set({ ...row, entry: { ...row.entry, data: event.currentTarget.value } })}
      classNames={{ input: `${classes.mono} ${row.shown ? "" : classes.masked}` }}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

function ReplaceFile({ row, editor }: EditorRowFieldsProps) {
  async function replace(file: File | null) {
    if (file) editor.set({ ...row, entry: await entryOfFile(file) });
  }
  return (
    <FileButton onChange={(file) => void replace(file)}>
      {(props) => (
        <UnstyledButton {...props} className={classes.replace}>
          replace it
        </UnstyledButton>
      )}
    </FileButton>
  );
}
