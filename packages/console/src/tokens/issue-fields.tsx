import { Select, TextInput } from "@mantine/core";
import { DESCRIPTION_MAX_LENGTH, NAME_MAX_LENGTH } from "@keywright/contract";
import type { IssuableRole, Owner, PersonalTokens } from "./issuable-role.ts";
import type { IssueForm } from "./issue-form.ts";
import { LifetimeFields } from "./lifetime-fields.tsx";
import type { Lifetime } from "./lifetimes.ts";
import { OwnerField } from "./owner-field.tsx";

interface IssueFieldsProps {
  readonly form: IssueForm;
  readonly onChange: (edit: Partial<IssueForm>) => void;
  readonly roles: readonly IssuableRole[];
  /** Undefined as long as no role is chosen. */
  readonly owner: Owner | undefined;
  readonly personalTokens: PersonalTokens;
  readonly lifetimes: readonly Lifetime[];
  readonly lifetime: string;
  readonly errorOf: (field: string) => string | undefined;
}

export function IssueFields(props: IssueFieldsProps) {
  const { form, onChange, roles, owner, personalTokens, lifetimes, lifetime, errorOf } = props;
  const role = roles.find(({ id }) => id === form.roleId);
  return (
    <>
      <TextInput
        label="Name"
        placeholder="github-main"
        required
        autoFocus
        maxLength={NAME_MAX_LENGTH}
        value={form.name}
        error={errorOf("name")}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Description"
        placeholder="What uses it, and where it is kept"
        maxLength={DESCRIPTION_MAX_LENGTH}
        value={form.description}
        error={errorOf("description")}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <Select
        label="Role"
        description={role?.description ?? "What the token may do. It changes with the role."}
        placeholder="Choose a role"
        required
        searchable
        data={roles.map(({ id, name }) => ({ value: id, label: name }))}
        value={form.roleId}
        error={errorOf("roleId")}
        onChange={(roleId) => onChange({ roleId, permissions: [], owner: null })}
      />
      {role && owner && (
        <OwnerField
          owners={role.owners}
          owner={owner}
          personalTokens={personalTokens}
          onChange={(chosen) => onChange({ owner: chosen })}
        />
      )}
      <LifetimeFields
        lifetimes={lifetimes}
        lifetime={lifetime}
        day={form.day}
        onLifetime={(value) => onChange({ lifetime: value })}
        onDay={(day) => onChange({ day })}
        errorOf={errorOf}
      />
    </>
  );
}
