import { Checkbox, Select, Stack, TagsInput } from "@mantine/core";
import { TAGS_MAX } from "@keywright/contract";
import type { GroupForm } from "./group-form.ts";

type Targets = GroupForm["restrictions"];

const CONDITIONS = [
  { value: "or", label: "any of the tags" },
  { value: "and", label: "all of the tags" },
];

interface TargetFieldsProps {
  readonly targets: Targets;
  readonly onChange: (targets: Targets) => void;
}

/** Which workloads the group is meant for. The platform decides by it, not Keywright. */
export function TargetFields({ targets, onChange }: TargetFieldsProps) {
  const set = (edit: Partial<Targets>) => onChange({ ...targets, ...edit });
  return (
    <Stack gap="md">
      <Checkbox
        label="Only for certain workloads"
        description="Kept for your platform, which decides by it."
        checked={targets.restricted}
        onChange={(event) => set({ restricted: event.currentTarget.checked })}
      />
      {targets.restricted && (
        <>
          <ObjectIds type="service" label="Services, by id" targets={targets} set={set} />
          <ObjectIds type="job" label="Jobs, by id" targets={targets} set={set} />
          <TagsInput
            label="Workloads with these tags"
            maxTags={TAGS_MAX}
            value={targets.tags}
            onChange={(tags) => set({ tags })}
          />
          {targets.tags.length > 1 && (
            <Select
              label="They must have"
              data={CONDITIONS}
              value={targets.tagMatchCondition}
              onChange={(condition) => set({ tagMatchCondition: condition === "and" ? "and" : "or" })}
              allowDeselect={false}
            />
          )}
        </>
      )}
    </Stack>
  );
}

interface ObjectIdsProps {
  readonly type: "service" | "job";
  readonly label: string;
  readonly targets: Targets;
  readonly set: (edit: Partial<Targets>) => void;
}

function ObjectIds({ type, label, targets: { nfObjects }, set }: ObjectIdsProps) {
  const others = nfObjects.filter((object) => object.type !== type);
  return (
    <TagsInput
      label={label}
      maxTags={TAGS_MAX - others.length}
      value={nfObjects.filter((object) => object.type === type).map(({ id }) => id)}
      onChange={(ids) => set({ nfObjects: [...others, ...ids.map((id) => ({ id, type }))] })}
    />
  );
}
