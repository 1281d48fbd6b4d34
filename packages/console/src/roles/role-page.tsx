import { Anchor, Box, Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCopy, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { AuditFeed } from "../audit-events/audit-feed.tsx";
import { PageFailure } from "../app/page-failure.tsx";
import { usePlace } from "../app/place.ts";
import { tokensLink } from "../tokens/token-links.ts";
import { countOf } from "../ui/count-of.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { CreateRoleDialog } from "./create-role-dialog.tsx";
import { DeleteRoleDialog } from "./delete-role-dialog.tsx";
import { RoleEditor } from "./role-editor.tsx";
import { isBuiltIn, RoleKind } from "./role-kind.tsx";
import { rolesLink } from "./role-links.ts";
import { type RoleRow, useMayManageRoles, useRoleOperations } from "./role-operations.ts";

export function RolePage() {
  const { roleId = "" } = useParams({ strict: false });
  const { team } = usePlace();
  const { data: role, error, refetch } = useQuery(useRoleOperations().get(roleId));
  if (error && !role) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <RoleHeader role={role} />
      {role ? <RoleEditor key={role.id} role={role} /> : <Skeleton height={420} />}
      {role && team !== undefined && (
        <Box mt="lg">
          <AuditFeed filter={{ action: "role.*", target: role.id }} />
        </Box>
      )}
    </>
  );
}

function RoleHeader({ role }: { readonly role: RoleRow | undefined }) {
  const place = usePlace();
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...rolesLink(place)} />}>
      {place.team === undefined ? "Organization roles" : "Roles"}
    </Anchor>
  );
  if (!role) return <PageHeader title="Role" back={back} />;
  const { name, description, kind, tokens } = role;
  return (
    <PageHeader
      title={name}
      back={back}
      aside={<RoleKind kind={kind} />}
      actions={<RoleActions role={role} />}
    >
      {description && <div>{description}</div>}
      Held by {countOf(role.members, "member")};{" "}
      <Anchor
        fz={14}
        underline="always"
        renderRoot={(props) => <Link {...props} {...tokensLink(place, { roleId: role.id })} />}
      >
        {countOf(tokens, "active token")}
      </Anchor>{" "}
      made from it.
    </PageHeader>
  );
}

function RoleActions({ role }: { readonly role: RoleRow }) {
  const place = usePlace();
  const navigate = useNavigate();
  const mayManage = useMayManageRoles();
  const [dialog, setDialog] = useState<"copy" | "delete">();
  const close = () => setDialog(undefined);
  if (!mayManage) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconCopy size={16} />} onClick={() => setDialog("copy")}>
        Duplicate
      </Button>
      {!isBuiltIn(role) && (
        <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setDialog("delete")}>
          Delete
        </Button>
      )}
      {dialog === "copy" && <CreateRoleDialog copyOf={role} onClose={close} />}
      {dialog === "delete" && (
        <DeleteRoleDialog
          role={role}
          onDeleted={() => void navigate({ ...rolesLink(place), replace: true })}
          onClose={close}
        />
      )}
    </>
  );
}
