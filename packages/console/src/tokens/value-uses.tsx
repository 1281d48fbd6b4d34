import { Group, Stack, Tabs } from "@mantine/core";
import { CopyButton } from "../ui/copy-field.tsx";
import classes from "./value-uses.module.css";
import { curlLine, nodeCode, pythonCode } from "./snippets.ts";

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
          <Stack gap={8}>
            <pre className={classes.code} tabIndex={0} aria-label={label}>
              {text}
            </pre>
            <Group gap="xs">
              <CopyButton label={`Copy ${label}`} value={text} {...(carriesValue && { onCopied: onTaken })} />
            </Group>
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
