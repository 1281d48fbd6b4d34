import { Group, Stack, Tabs } from "@mantine/core";
import { CopyButton } from "../ui/copy-field.tsx";
import classes from "./value-uses.module.css";
import { browserCode, curlLine, nodeCode, pythonCode } from "./snippets.ts";

interface ValueUsesProps {
  readonly value: string;
  readonly onTaken: () => void;
}

/** What one does with it next: try it, call with it. */
export function ValueUses({ value, onTaken }: ValueUsesProps) {
  const { origin } = window.location;
  const uses = [
    { id: "curl", label: "curl", text: curlLine(origin, value), carriesValue: true },
    { id: "node", label: "Node.js", text: nodeCode(origin), carriesValue: false },
    { id: "python", label: "Python", text: pythonCode(origin), carriesValue: false },
  ];
  return (
    <Tabs defaultValue="curl" keepMounted={false}>
      <Tabs.List>
        {uses.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {uses.map(({ id, label, text, carriesValue }) => (
        <Tabs.Panel key={id} value={id} pt="sm">
          <Snippet label={label} text={text} {...(carriesValue && { onCopied: onTaken })} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** In the page that it is for: your API decides there, by the environment and the website. */
export function PublishableUse({ value }: { readonly value: string }) {
  return <Snippet label="JavaScript" text={browserCode(value)} />;
}

interface SnippetProps {
  readonly label: string;
  readonly text: string;
  readonly onCopied?: () => void;
}

function Snippet({ label, text, ...copying }: SnippetProps) {
  return (
    <Stack gap={8}>
      <pre className={classes.code} tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <Group gap="xs">
        <CopyButton label={`Copy ${label}`} value={text} {...copying} />
      </Group>
    </Stack>
  );
}
