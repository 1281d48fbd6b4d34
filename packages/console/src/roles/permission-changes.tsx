import { Anchor, Text } from "@mantine/core";
import { permissionLabel } from "@keywright/policy";
import { useState } from "react";
import classes from "./permission-changes.module.css";

const SHOWN = 8;

interface PermissionChangesProps {
  readonly title: string;
  readonly permissions: readonly string[];
  readonly tone: "gain" | "loss";
}

/** Nothing where there are none. */
export function PermissionChanges({ title, permissions, tone }: PermissionChangesProps) {
  const [whole, setWhole] = useState(false);
  if (permissions.length === 0) return null;
  const shown = whole ? permissions : permissions.slice(0, SHOWN);
  return (
    <div>
      <Text fz={13} fw={600}>
        {title} {permissions.length === 1 ? "1 permission" : `${permissions.length} permissions`}
      </Text>
      <ul className={classes.list} data-tone={tone}>
        {shown.map((permission) => (
          <li key={permission} title={permission}>
            {permissionLabel(permission)}
          </li>
        ))}
      </ul>
      {permissions.length > SHOWN && (
        <Anchor component="button" type="button" fz={13} onClick={() => setWhole(!whole)}>
          {whole ? "Show fewer" : `Show all ${permissions.length}`}
        </Anchor>
      )}
    </div>
  );
}
