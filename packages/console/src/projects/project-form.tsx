import { Modal, Stack, TagsInput, TextInput } from "@mantine/core";
import { DESCRIPTION_MAX_LENGTH, ENVIRONMENTS_MAX, NAME_MAX_LENGTH, slugFromName } from "@keywright/contract";
import { useState } from "react";
import { Failure, fieldError } from "../ui/failure.tsx";
import { FormActions } from "../ui/form-actions.tsx";
import type { ProjectRow } from "./project-columns.tsx";

export interface ProjectFields {
  readonly name: string;
  readonly description: string | null;
  readonly environments: string[];
}

interface ProjectFormProps {
  readonly title: string;
  readonly verb: string;
  readonly project?: ProjectRow;
  readonly write: { readonly pending: boolean; readonly error: unknown };
  readonly onSave: (fields: ProjectFields) => void;
  readonly onClose: () => void;
}

const USUAL = ["production", "staging", "test"];

export function ProjectForm({ title, verb, project, write, onSave, onClose }: ProjectFormProps) {
  const [name, setName] = useState(project?.name ?? "");
  const [description, setDescription] = useState(project?.description ?? "");
  const [environments, setEnvironments] = useState(project?.environments ?? []);
  const slug = slugFromName(name);
  const gone = (project?.environments ?? []).filter((one) => !environments.includes(one));
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave({ name, description: description || null, environments });
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            description={
              project ? `Its id ${project.id} stays.` : slug && `Its id will be ${slug}, and stays.`
            }
            required
            maxLength={NAME_MAX_LENGTH}
            value={name}
            error={fieldError(write.error, "name")}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label="Description"
            maxLength={DESCRIPTION_MAX_LENGTH}
            value={description}
            error={fieldError(write.error, "description")}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TagsInput
            label="Environments"
            description={
              gone.length > 0
                ? `Without ${gone.join(", ")}: roles and tokens restricted to it reach nothing of this project there.`
                : "Type a name and press Enter. Roles and tokens can be restricted to them."
            }
            data={USUAL}
            value={environments}
            onChange={(names) => setEnvironments(names.map(slugFromName).filter(Boolean))}
            maxTags={ENVIRONMENTS_MAX}
            splitChars={[",", " "]}
            error={fieldError(write.error, "environments")}
          />
          <Failure error={write.error} />
          <FormActions verb={verb} pending={write.pending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
