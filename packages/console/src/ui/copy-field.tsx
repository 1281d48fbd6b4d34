import { Button, Group } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { copyText } from "./copy-text.ts";
import classes from "./copy-field.module.css";

const SHOWN_MS = 2000;

interface CopyButtonProps {
  readonly value: string;
  /** What is copied: `Copy token`. */
  readonly label: string;
  readonly onCopied?: () => void;
  readonly primary?: boolean;
}

export function CopyButton({ value, label, onCopied, primary = false }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    if (!(await copyText(value))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
    onCopied?.();
  }
  return (
    <Button
      size="xs"
      variant={primary ? "filled" : "default"}
      leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </Button>
  );
}

interface CopyFieldProps extends CopyButtonProps {
  /** Names the box for those who do not see it. */
  readonly name: string;
  /** More that can be done with it, beside the copy button. */
  readonly children?: ReactNode;
}

/** A value in a box, whole and selectable, with its copy button below. */
export function CopyField({ name, value, children, ...button }: CopyFieldProps) {
  return (
    <div>
      <pre className={classes.value} tabIndex={0} role="textbox" aria-readonly aria-label={name}>
        {value}
      </pre>
      <Group mt={8} gap="xs">
        <CopyButton value={value} {...button} />
        {children}
      </Group>
    </div>
  );
}
