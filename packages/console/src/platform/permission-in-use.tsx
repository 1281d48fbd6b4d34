import { Alert, Code, List, Stack, Text } from "@mantine/core";
import { ApiError } from "@keywright/sdk";
import { IconLock } from "@tabler/icons-react";
import { Failure } from "../ui/failure.tsx";

/** A permission that a role names cannot go: which roles these are, and what to do. Other failures as everywhere. */
export function PermissionInUse({ error }: { readonly error: unknown }) {
  if (!(error instanceof ApiError) || error.code !== "permission_in_use") return <Failure error={error} />;
  const holders = Object.entries(error.details ?? {});
  return (
    <Alert color="red" icon={<IconLock size={18} />} title="Roles still hold what you remove" role="alert">
      <Stack gap="xs">
        <Text fz={14}>
          Nothing was changed. Take these permissions out of the roles first, or keep them and mark them
          deprecated.
        </Text>
        <List spacing={6} fz={13}>
          {holders.map(([permission, roles]) => (
            <List.Item key={permission}>
              <Code>{permission}</Code> is held by {roles.join(", ")}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Alert>
  );
}
