import { Code, Text } from "@mantine/core";
import type { TreeGroup, TreePermission } from "../roles/catalogue-tree.ts";
import { Chip } from "../ui/chips.tsx";
import classes from "./catalogue-list.module.css";

interface CatalogueListProps {
  readonly tree: readonly TreeGroup[];
  /** All groups are open: what is shown was searched for. */
  readonly open: boolean;
}

export function CatalogueList({ tree, open }: CatalogueListProps) {
  if (tree.length === 0) {
    return (
      <Text fz={14} p="lg" c="dimmed">
        No permission has this in its name.
      </Text>
    );
  }
  return (
    <div className={classes.tree}>
      {tree.map((group) => (
        <Branch key={`${group.pattern} ${open}`} group={group} open={open} />
      ))}
    </div>
  );
}

interface BranchProps {
  readonly group: TreeGroup;
  readonly open: boolean;
}

function Branch({ group, open }: BranchProps) {
  return (
    <details className={classes.branch} open={open}>
      <summary className={classes.summary}>
        {group.label}
        <span className={classes.count}>{group.all.length}</span>
      </summary>
      <div className={classes.inner}>
        {group.groups.map((one) => (
          <Branch key={one.pattern} group={one} open={open} />
        ))}
        {group.permissions.map((permission) => (
          <Leaf key={permission.permission} permission={permission} />
        ))}
      </div>
    </details>
  );
}

const FLAGS = ["sensitive", "publishable", "deprecated"] as const;

function Leaf({ permission }: { readonly permission: TreePermission }) {
  return (
    <div className={classes.leaf}>
      <span className={classes.action}>{permission.action}</span>
      <Code fz={12}>{permission.permission}</Code>
      {permission.origin === "operator" && <Chip>yours</Chip>}
      {FLAGS.filter((flag) => permission[flag]).map((flag) => (
        <Chip key={flag}>{flag}</Chip>
      ))}
    </div>
  );
}
