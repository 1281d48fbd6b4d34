import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconLock, IconUsers } from "@tabler/icons-react";
import { usePlace } from "../app/place.ts";
import { Panel } from "../ui/panel.tsx";
import { PermissionsPanel } from "./permissions-panel.tsx";
import { ProjectReachFields } from "./project-reach-fields.tsx";
import { RoleFields } from "./role-fields.tsx";
import { RoleHolders } from "./role-holders.tsx";
import { isFixed } from "./role-kind.tsx";
import { type RoleRow, useMayManageRoles } from "./role-operations.ts";
import { SavePanel } from "./save-panel.tsx";
import { TeamReachFields } from "./team-reach-fields.tsx";
import { useRoleDraft } from "./use-role-draft.ts";
import classes from "./role-editor.module.css";

/** Left what the role is, right what saving would do. */
export function RoleEditor({ role }: { readonly role: RoleRow }) {
  const { team } = usePlace();
  const mayManage = useMayManageRoles();
  const editing = useRoleDraft(role);
  const { draft, change } = editing;
  const locked = isFixed(role) || !mayManage;
  return (
    <div className={classes.columns}>
      <Stack gap="md" className={classes.parts}>
        {isFixed(role) && <WhyFixed kind={role.kind} />}
        {editing.isOutdated && <Outdated onLoad={editing.reset} />}
        {!locked && <RoleFields draft={draft} onChange={change} />}
        <PermissionsPanel draft={draft} onChange={change} locked={locked} />
        <Panel title={team === undefined ? "Teams" : "Projects and environments"}>
          {team === undefined ? (
            <TeamReachFields teams={draft.teams} locked={locked} onChange={(teams) => change({ teams })} />
          ) : (
            <ProjectReachFields reach={draft.reach} locked={locked} onChange={(reach) => change({ reach })} />
          )}
        </Panel>
        <RoleHolders role={role} />
      </Stack>
      <aside className={classes.effect} data-dirty={editing.isDirty || undefined}>
        <SavePanel role={role} editing={editing} locked={locked} />
      </aside>
    </div>
  );
}

function WhyFixed({ kind }: Pick<RoleRow, "kind">) {
  return (
    <Alert color="gray" icon={<IconLock size={18} />} title="This role cannot be edited">
      <Text fz={14}>
        {kind === "operator"
          ? "Somebody must always be able to run the installation."
          : "Somebody must always be able to do everything here, so that nobody locks everybody out."}{" "}
        You can give it, take it away, and duplicate it.
      </Text>
    </Alert>
  );
}

function Outdated({ onLoad }: { readonly onLoad: () => void }) {
  return (
    <Alert
      color="yellow"
      icon={<IconUsers size={18} />}
      title="Somebody else has changed this role"
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text fz={14}>What you save replaces the parts that you have changed.</Text>
        <Button size="xs" variant="default" onClick={onLoad}>
          Drop my changes
        </Button>
      </Stack>
    </Alert>
  );
}
