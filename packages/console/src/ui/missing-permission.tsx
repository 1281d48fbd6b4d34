import { Code, Stack, Text } from "@mantine/core";
import { permissionLabel } from "@keywright/policy";
import { ApiError } from "@keywright/sdk";

const SCOPE_IN_CHALLENGE = /scope="([^"]*)"/;

/** The permissions that a refused request lacked; undefined when it was refused for something else. */
export function missingPermissionOf(error: unknown): readonly string[] | undefined {
  if (!(error instanceof ApiError) || error.code !== "permission_missing") return undefined;
  const [, scope] = SCOPE_IN_CHALLENGE.exec(error.wwwAuthenticate ?? "") ?? [];
  const [, label] = /'([^']+)'/.exec(error.message) ?? [];
  return scope?.split(" ") ?? (label === undefined ? [] : [label]);
}

/** Names the permission, and who can give it. */
export function MissingPermission({ permissions }: { readonly permissions: readonly string[] }) {
  const [permission = ""] = permissions;
  return (
    <Stack gap={4}>
      <Text fz={14}>
        It needs the permission <strong>{permissionLabel(permission)}</strong>
        {permission.includes(":") && (
          <>
            {" "}
            (<Code>{permission}</Code>)
          </>
        )}
        .
      </Text>
      <Text fz={14} c="dimmed">
        {giverOf(permission)} can give you a role that holds it.
      </Text>
    </Stack>
  );
}

function giverOf(permission: string): string {
  if (/^platform/i.test(permission)) return "The platform operator";
  return /^org/i.test(permission) ? "An owner of the organization" : "An owner or admin of the team";
}
