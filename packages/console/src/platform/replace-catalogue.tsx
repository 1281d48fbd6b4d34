import { Alert, Button, FileButton, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { PermissionInUse } from "./permission-in-use.tsx";
import { differenceTo, operatorPart, readCatalogue } from "./catalogue-document.ts";
import { useOperator } from "./operator.ts";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";

interface ReplaceCatalogueProps {
  readonly catalogue: Answer<"getCatalogue">;
  readonly onClose: () => void;
}

/** The operator's part, whole: what is not in the new one any more is removed. */
export function ReplaceCatalogue({ catalogue, onClose }: ReplaceCatalogueProps) {
  const { client } = useOperator();
  const [text, setText] = useState(() => JSON.stringify({ permissions: operatorPart(catalogue) }, null, 2));
  const reading = readCatalogue(text);
  const mistake = "mistake" in reading ? reading.mistake : undefined;
  const wanted = "permissions" in reading ? reading.permissions : [];
  const replace = useWrite((_: null, options) =>
    client.putCatalogue({ body: { permissions: [...wanted] } }, options),
  );
  async function submit() {
    if (mistake !== undefined) return;
    const answer = await replace.run(null);
    if (!answer) return;
    notifications.show({ message: `The catalogue has ${answer.count} permissions now.` });
    onClose();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Replace your part of the catalogue"
      size="xl"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form onSubmit={submit}>
        <Stack gap="md">
          <Group justify="space-between" gap="sm">
            <Text fz={14} flex={1} miw={240}>
              All of your permissions as JSON. What is not in it any more is removed; roles with a wildcard
              get what is new.
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
            label="Catalogue"
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
          {mistake === undefined && <Difference {...differenceTo(catalogue, wanted)} />}
          <PermissionInUse error={replace.error} />
          <FormActions
            verb="Replace"
            pending={replace.pending}
            disabled={mistake !== undefined}
            onCancel={onClose}
          />
        </Stack>
      </Form>
    </Modal>
  );
}

const NAMED = 5;

function Difference({ added, removed }: { readonly added: string[]; readonly removed: string[] }) {
  return (
    <Alert color={removed.length > 0 ? "yellow" : "gray"} title="What saving does">
      <Text fz={13}>{sentence("Adds", added)}</Text>
      <Text fz={13}>{sentence("Removes", removed)}</Text>
    </Alert>
  );
}

function sentence(verb: string, names: readonly string[]): string {
  if (names.length === 0) return `${verb} nothing.`;
  const more = names.length - NAMED;
  return `${verb} ${names.length}: ${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}
