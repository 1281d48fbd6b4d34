import { Button, Checkbox, Group, Menu, Skeleton, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { keepInTree, type TreeGroup, type TreePermission } from "./catalogue-tree.ts";
import { type Patterns, holdsPermission } from "./patterns.ts";
import { PermissionTree } from "./permission-tree.tsx";
import { PRESETS } from "./presets.ts";
import type { RoleDraft } from "./role-draft.ts";
import { useCatalogueTree } from "./use-catalogue-tree.ts";

interface PermissionsPanelProps {
  readonly draft: RoleDraft;
  readonly onChange: (part: Partial<RoleDraft>) => void;
  readonly locked: boolean;
}

export function PermissionsPanel({ draft, onChange, locked }: PermissionsPanelProps) {
  const { tree, error, refetch } = useCatalogueTree();
  const [text, setText] = useState("");
  const [heldOnly, setHeldOnly] = useState(false);
  const { patterns } = draft;
  const change = (next: Patterns) => onChange({ patterns: next });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  const narrowed = text.trim() !== "" || heldOnly;
  const shown = tree && keepInTree(tree, (permission) => isShown(permission, { patterns, text, heldOnly }));
  return (
    <Panel
      title={`Permissions${tree ? ` · ${heldWords(tree, patterns)}` : ""}`}
      actions={!locked && tree && <Presets tree={tree} onChoose={change} />}
    >
      <Group gap="md" mb="sm">
        <TextInput
          type="search"
          aria-label="Search permissions"
          placeholder="Search permissions"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          flex={1}
          miw={180}
        />
        <Checkbox
          label="Only held"
          size="xs"
          checked={heldOnly}
          onChange={(event) => setHeldOnly(event.currentTarget.checked)}
        />
      </Group>
      {tree && shown ? (
        <PermissionTree
          tree={tree}
          shown={shown}
          patterns={patterns}
          onChange={change}
          locked={locked}
          open={narrowed}
        />
      ) : (
        <Skeleton height={320} />
      )}
      {shown?.length === 0 && (
        <Text fz={14} c="dimmed">
          {heldOnly && text === "" ? "The role holds no permission." : "No permission is called that."}
        </Text>
      )}
    </Panel>
  );
}

interface Filter {
  readonly patterns: Patterns;
  readonly text: string;
  readonly heldOnly: boolean;
}

function isShown({ permission, label, deprecated }: TreePermission, { patterns, text, heldOnly }: Filter) {
  const held = (heldOnly || deprecated) && holdsPermission(patterns, permission);
  if ((heldOnly || deprecated) && !held) return false;
  const words = text.toLowerCase().split(/\s+/);
  const name = `${permission} ${label}`.toLowerCase();
  return words.every((word) => name.includes(word));
}

function heldWords(tree: readonly TreeGroup[], patterns: Patterns): string {
  const all = tree.flatMap((group) => group.all);
  const held = all.filter(({ permission }) => holdsPermission(patterns, permission));
  return `${held.length} of ${all.length}`;
}

interface PresetsProps {
  readonly tree: readonly TreeGroup[];
  readonly onChoose: (patterns: Patterns) => void;
}

function Presets({ tree, onChoose }: PresetsProps) {
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={13} aria-hidden />}>
          Begin with
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PRESETS.map(({ label, description, patterns }) => (
          <Menu.Item key={label} onClick={() => onChoose(patterns(tree))}>
            {label}
            <Text fz={12} c="dimmed">
              {description}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
