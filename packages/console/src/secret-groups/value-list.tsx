import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload, IconEye, IconEyeOff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { copyText } from "../ui/copy-text.ts";
import { saveFile } from "../ui/save-file.ts";
import { isBinary, bytesOf, sizeWords } from "./file-content.ts";
import type { Entry, Part } from "./group-values.ts";
import type { Revealed } from "./use-revealed.ts";
import classes from "./value-list.module.css";

interface ValueListProps {
  readonly part: Part;
  readonly names: readonly string[];
  readonly revealed: Revealed;
}

export function ValueList({ part, names, revealed }: ValueListProps) {
  if (names.length === 0) {
    return (
      <Text fz={13} c="dimmed" p="md">
        None.
      </Text>
    );
  }
  return (
    <ul className={classes.list}>
      {names.map((name) => (
        <ValueRow key={name} part={part} name={name} revealed={revealed} />
      ))}
    </ul>
  );
}

interface ValueRowProps {
  readonly part: Part;
  readonly name: string;
  readonly revealed: Revealed;
}

function ValueRow({ part, name, revealed }: ValueRowProps) {
  const entry = revealed.valueOf(part, name);
  return (
    <li className={classes.row}>
      <bdi className={classes.name}>{name}</bdi>
      <div className={classes.value}>
        {entry ? <ValueText entry={entry} /> : <span aria-label="hidden">••••••••••••</span>}
      </div>
      <Group gap={4} wrap="nowrap">
        {entry ? (
          <Deed label={`Hide ${name}`} onClick={() => revealed.hide(part, name)}>
            <IconEyeOff size={16} />
          </Deed>
        ) : (
          <Deed label={`Reveal ${name}`} onClick={() => void revealed.reveal(part, name)}>
            <IconEye size={16} />
          </Deed>
        )}
        <TakeAway part={part} name={name} revealed={revealed} />
      </Group>
    </li>
  );
}

function ValueText({ entry }: { readonly entry: Entry }) {
  if (isBinary(entry)) return <Text fz={13}>{sizeWords(entry)}</Text>;
  return entry.data === "" ? (
    <Text fz={13} c="dimmed">
      empty
    </Text>
  ) : (
    <code>{entry.data}</code>
  );
}

/** Copies a value, saves a file; neither shows it. */
function TakeAway({ part, name, revealed }: ValueRowProps) {
  const [copied, setCopied] = useState(false);
  async function take() {
    const entry = revealed.valueOf(part, name) ?? (await revealed.fetchOne(part, name));
    if (!entry) return;
    if (part === "files") saveFile(name.split("/").at(-1) || "file", new Blob([bytesOf(entry)]));
    else setCopied(await copyText(entry.data));
  }
  if (part === "files") {
    return (
      <Deed label={`Save ${name}`} onClick={() => void take()}>
        <IconDownload size={16} />
      </Deed>
    );
  }
  return (
    <Deed label={copied ? `Copied ${name}` : `Copy ${name}`} onClick={() => void take()}>
      {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
    </Deed>
  );
}

interface DeedProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Deed({ label, onClick, children }: DeedProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
