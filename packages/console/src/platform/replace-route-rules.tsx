import { Button, FileButton, Group, Text, Textarea } from "@mantine/core";
import type { BodyInput } from "@keywright/contract";
import type { Api } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import { IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { FormDialog } from "../ui/form-dialog.tsx";
import { useOperator } from "./operator.ts";

type Document = BodyInput<Api["putRouteRules"]>["document"];

/** The document is read by the server: what it does not understand, it names. */
export function ReplaceRouteRules({ onClose }: { readonly onClose: () => void }) {
  const { client } = useOperator();
  const [text, setText] = useState("");
  const [mistake, setMistake] = useState<string>();
  const replace = useWrite((document: Document, options) =>
    client.putRouteRules({ body: { document } }, options),
  );
  async function submit() {
    const document = parse(text);
    setMistake(document ? undefined : "This is not a JSON object. Convert YAML to JSON first.");
    if (!document) return;
    const answer = await replace.run(document);
    if (!answer) return;
    notifications.show({ message: `${answer.rules.length} route rules are in force.` });
    onClose();
  }
  return (
    <FormDialog
      title="Upload an OpenAPI document"
      size="xl"
      verb="Replace rules"
      write={replace}
      onSubmit={submit}
      onClose={onClose}
    >
      <Group justify="space-between" gap="sm">
        <Text fz={14} flex={1} miw={240}>
          Its operations replace all rules there are. An operation without x-keywright-permission is closed.
        </Text>
        <FileButton accept=".json,application/json" onChange={(file) => void file?.text().then(setText)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconFileUpload size={14} />}>
              From a file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label="OpenAPI document, as JSON"
        required
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={mistake}
        autosize
        minRows={10}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12.5 } }}
        data-autofocus
      />
    </FormDialog>
  );
}

function parse(text: string): Document | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Document) : undefined;
  } catch {
    return undefined;
  }
}
