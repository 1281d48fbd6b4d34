import { SegmentedControl, Stack, Text } from "@mantine/core";
import { EnvironmentsField } from "./environments-field.tsx";
import type { IssuableRole } from "./issuable-role.ts";
import type { IssueForm } from "./issue-form.ts";
import { PermissionsField } from "./narrowing-fields.tsx";
import { OriginsField } from "./origins-field.tsx";

interface ExposureFieldProps {
  readonly form: IssueForm;
  readonly onChange: (edit: Partial<IssueForm>) => void;
  readonly role: IssuableRole | undefined;
  readonly errorOf: (field: string) => string | undefined;
}

/** Who may see the value, and what a value that anybody may see has to be bound to. */
export function ExposureField({ form, onChange, role, errorOf }: ExposureFieldProps) {
  const isPublishable = form.exposure === "publishable";
  return (
    <Stack gap="md">
      <div>
        <Text component="div" id="exposure" fz={14} fw={500} mb={4}>
          Exposure
        </Text>
        <SegmentedControl
          aria-labelledby="exposure"
          size="sm"
          data={[
            { value: "secret", label: "Secret" },
            { value: "publishable", label: "Publishable" },
          ]}
          value={form.exposure}
          // What was named may not be for tokens of the other exposure.
          onChange={(exposure) => onChange({ exposure, permissions: [] })}
        />
        <Text fz={12} c={errorOf("exposure") ? "var(--kw-bad)" : "dimmed"} mt={4}>
          {errorOf("exposure") ??
            (isPublishable
              ? "For code that runs in browsers and apps. Anybody can read it there, so it may do only what the catalogue calls publishable, in the environments you name. Its value can be shown again."
              : "For servers, scripts and pipelines. Its value is shown once; whoever has it can use it.")}
        </Text>
      </div>
      {isPublishable && (
        <>
          {role && !role.publishable && (
            <PermissionsField
              form={form}
              onChange={onChange}
              roleId={role.id}
              errorOf={errorOf}
              publishableOnly
            />
          )}
          <EnvironmentsField
            value={form.environments}
            projects={form.projects}
            required
            error={errorOf("narrowing.environments")}
            onChange={(environments) => onChange({ environments })}
          />
          <OriginsField
            value={form.allowedOrigins}
            error={errorOf("narrowing.allowedOrigins")}
            onChange={(allowedOrigins) => onChange({ allowedOrigins })}
          />
        </>
      )}
    </Stack>
  );
}
