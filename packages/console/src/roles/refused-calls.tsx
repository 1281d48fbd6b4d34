import { Text } from "@mantine/core";
import { PREVIEW_DAYS } from "@keywright/contract";
import { permissionLabel } from "@keywright/policy";
import { countOf } from "../ui/count-of.ts";
import type { RolePreview } from "./role-operations.ts";
import classes from "./permission-changes.module.css";

/** Calls that were made and allowed, and would not be any more. */
export function RefusedCalls({ calls }: { readonly calls: RolePreview["refusedCalls30d"] }) {
  if (calls.length === 0) {
    return (
      <Text fz={13} c="dimmed">
        None of the calls of the last {PREVIEW_DAYS} days would be refused.
      </Text>
    );
  }
  return (
    <div>
      <Text fz={13} fw={600} c="var(--kw-bad)">
        Calls of the last {PREVIEW_DAYS} days that would be refused
      </Text>
      <ul className={classes.list} data-tone="loss">
        {calls.map(({ permission, calls: count, tokens }) => (
          <li key={permission} title={permission}>
            {permissionLabel(permission)}: {countOf(count, "call")} by {countOf(tokens, "token")}
          </li>
        ))}
      </ul>
    </div>
  );
}
