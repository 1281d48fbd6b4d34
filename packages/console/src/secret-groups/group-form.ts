import type { GroupType } from "@keywright/contract";
import type { GroupRow } from "./secret-group-columns.tsx";

type Targets = GroupRow["restrictions"];

export interface GroupForm {
  readonly name: string;
  readonly description: string;
  readonly type: GroupType;
  readonly secretType: GroupRow["secretType"];
  readonly priority: number;
  readonly environment: string | null;
  readonly tags: string[];
  readonly restrictions: Targets;
}

export const NEW_GROUP: GroupForm = {
  name: "",
  description: "",
  type: "secret",
  secretType: "environment",
  priority: 10,
  environment: null,
  tags: [],
  restrictions: { restricted: false, nfObjects: [], tags: [], tagMatchCondition: "or" },
};

export function formOf(group: GroupRow): GroupForm {
  const {
    name,
    description = "",
    type,
    secretType,
    priority,
    environment = null,
    tags,
    restrictions,
  } = group;
  return { name, description, type, secretType, priority, environment, tags, restrictions };
}

/** As the API takes it; the type of a group stays, so only creating names it. */
export function bodyOf({ type: _, description, ...fields }: GroupForm) {
  return { ...fields, description: description || null };
}
