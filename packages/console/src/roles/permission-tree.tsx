import { Checkbox, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { TreeGroup, TreePermission } from "./catalogue-tree.ts";
import {
  holdsLater,
  holdsPermission,
  type Patterns,
  withGroup,
  withLater,
  withPermission,
} from "./patterns.ts";
import classes from "./permission-tree.module.css";

interface TreeState {
  /** The whole catalogue: what is not shown changes too when a wildcard is taken apart. */
  readonly tree: readonly TreeGroup[];
  readonly patterns: Patterns;
  readonly onChange: (patterns: Patterns) => void;
  readonly locked: boolean;
  /** All groups are open: what is shown was searched for. */
  readonly open: boolean;
}

interface PermissionTreeProps extends TreeState {
  readonly shown: readonly TreeGroup[];
}

/** Nested lists of boxes: everything in it is reached with Tab and pressed with Space. */
export function PermissionTree({ shown, ...state }: PermissionTreeProps) {
  return (
    <ul className={classes.list}>
      {shown.map((group) => (
        <Group key={group.pattern} group={group} state={state} />
      ))}
    </ul>
  );
}

interface GroupProps {
  readonly group: TreeGroup;
  readonly parent?: TreeGroup;
  readonly state: TreeState;
}

function Group({ group, parent, state }: GroupProps) {
  const { tree, patterns, onChange, locked } = state;
  const [opened, setOpened] = useState(parent === undefined);
  const open = state.open || opened;
  const held = group.all.filter(({ permission }) => holdsPermission(patterns, permission)).length;
  const isAll = held === group.all.length;
  return (
    <li>
      <div className={classes.row}>
        <UnstyledButton
          className={classes.opener}
          aria-expanded={open}
          aria-label={`${open ? "Close" : "Open"} ${group.label}`}
          onClick={() => setOpened(!open)}
        >
          {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        </UnstyledButton>
        <Checkbox
          size="xs"
          className={classes.box}
          label={group.label}
          checked={isAll}
          indeterminate={held > 0 && !isAll}
          disabled={locked}
          onChange={() => onChange(withGroup(tree, patterns, group, !isAll))}
        />
        <span className={classes.count}>
          {held} of {group.all.length}
        </span>
        {isAll && !(parent && holdsLater(patterns, parent)) && <Later group={group} state={state} />}
      </div>
      {open && (
        <ul className={classes.list}>
          {group.groups.map((one) => (
            <Group key={one.pattern} group={one} parent={group} state={state} />
          ))}
          {group.permissions.map((permission) => (
            <Permission key={permission.permission} permission={permission} state={state} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** Whether the group is held by a wildcard: then what the catalogue gains there belongs to it too. */
function Later({ group, state: { tree, patterns, onChange, locked } }: GroupProps) {
  const held = holdsLater(patterns, group);
  if (locked) return held && <span className={classes.mark}>and all added later</span>;
  return (
    <UnstyledButton
      className={classes.later}
      aria-pressed={held}
      aria-label={`${group.label}: and all added later`}
      title={group.pattern}
      onClick={() => onChange(withLater(tree, patterns, group, !held))}
    >
      and all added later
    </UnstyledButton>
  );
}

interface PermissionProps {
  readonly permission: TreePermission;
  readonly state: TreeState;
}

function Permission({ permission, state: { tree, patterns, onChange, locked } }: PermissionProps) {
  return (
    <li className={classes.row} title={permission.permission}>
      <span className={classes.opener} />
      <Checkbox
        size="xs"
        className={classes.box}
        label={permission.action}
        aria-label={permission.label}
        checked={holdsPermission(patterns, permission.permission)}
        disabled={locked}
        onChange={() => onChange(withPermission(tree, patterns, permission.permission))}
      />
      {permission.sensitive && <span className={classes.sensitive}>sensitive</span>}
      {permission.deprecated && <span className={classes.mark}>deprecated</span>}
    </li>
  );
}
