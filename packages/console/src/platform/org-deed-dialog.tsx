import type { CallOptions } from "@keywright/sdk";
import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { Confirm } from "../ui/confirm.tsx";
import { useOperator } from "./operator.ts";
import type { OrgRow } from "./org-columns.tsx";

export interface OrgDeed {
  readonly verb: "Suspend" | "Resume" | "Delete";
  readonly org: OrgRow;
}

const CONSEQUENCES: Record<OrgDeed["verb"], string> = {
  Suspend:
    "All its tokens are refused everywhere within a second, and its people can change nothing. Nothing is lost: when it is resumed, tokens that have not expired work again.",
  Resume:
    "Its tokens that have neither expired nor been revoked work again, and its people can sign in to it.",
  Delete:
    "All its teams, projects, roles, tokens and secret values go with it, and its tokens are refused everywhere within a second. This cannot be undone.",
};
const DONE: Record<OrgDeed["verb"], string> = {
  Suspend: "suspended",
  Resume: "active again",
  Delete: "deleted",
};

interface OrgDeedDialogProps {
  readonly deed: OrgDeed;
  readonly onClose: () => void;
}

export function OrgDeedDialog({ deed: { verb, org }, onClose }: OrgDeedDialogProps) {
  const { client } = useOperator();
  const write = useWrite(async (_: null, options: CallOptions) => {
    const params = { orgId: org.id };
    if (verb === "Delete") await client.deleteOrg({ params }, options);
    else await client.patchOrg({ params, body: { suspended: verb === "Suspend" } }, options);
    return true;
  });
  async function confirm() {
    if (!(await write.run(null))) return;
    notifications.show({ message: `${org.name} is ${DONE[verb]}.` });
    onClose();
  }
  return (
    <Confirm
      title={`${verb} ${org.name}`}
      verb={verb}
      {...(verb === "Delete" && { typed: org.name })}
      pending={write.pending}
      error={write.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {CONSEQUENCES[verb]}
    </Confirm>
  );
}
