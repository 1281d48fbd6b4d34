import { Stack } from "@mantine/core";
import {
  AddressesField,
  NarrowingFields,
  type NarrowingFieldsProps,
  PermissionsField,
  ProjectsField,
} from "./narrowing-fields.tsx";

interface IssueNarrowingProps extends NarrowingFieldsProps {
  readonly exposure: "secret" | "publishable";
  /** Permissions have been asked for already, as the role holds some that are not for such a token. */
  readonly asksPermissions: boolean;
}

/** What else is taken away from the role; what a publishable token must name stands with its exposure. */
export function IssueNarrowing({ exposure, asksPermissions, ...fields }: IssueNarrowingProps) {
  if (exposure === "secret") return <NarrowingFields {...fields} />;
  return (
    <Stack gap="md">
      <ProjectsField {...fields} />
      {!asksPermissions && <PermissionsField {...fields} />}
      <AddressesField {...fields} />
    </Stack>
  );
}
